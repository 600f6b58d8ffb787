import { Module } from '@nestjs/common';
import { CentreModule } from '../centre/centre.module.js';
import { Comparisons } from './comparison.js';
import { Figures } from './figures/figures.service.js';
import { Nightly } from './figures/nightly.js';
import { RollUp } from './figures/roll-up.service.js';
import { StatusService } from './status.service.js';

@Module({
  imports: [CentreModule],
  providers: [Comparisons, Figures, Nightly, RollUp, StatusService],
  exports: [Comparisons, Figures, RollUp, StatusService],
})
export class StatsModule {}
