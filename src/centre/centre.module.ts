import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Centre } from './centre.entity.js';
import { CentreService } from './centre.service.js';
import { CentreViews } from './centre-views.js';
import { Contact } from './contact.entity.js';
import { Logo } from './logo.entity.js';
import { Logos } from './logos.service.js';
import { QuietWeek } from './quiet-week.entity.js';
import { QuietWeeks } from './quiet-weeks.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Centre, Contact, Logo, QuietWeek])],
  providers: [CentreService, CentreViews, Logos, QuietWeeks],
  exports: [CentreService, CentreViews, Logos, QuietWeeks],
})
export class CentreModule {}
