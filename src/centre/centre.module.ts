import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Centre } from './centre.entity.js';
import { CentreService } from './centre.service.js';
import { CentreViews } from './centre-views.js';
import { Contact } from './contact.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Centre, Contact])],
  providers: [CentreService, CentreViews],
  exports: [CentreService, CentreViews],
})
export class CentreModule {}
