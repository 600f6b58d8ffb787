import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Programme } from './programme.entity.js';
import { ProgrammesService } from './programmes.service.js';
import { Revision } from './revision.entity.js';
import { Step } from './step.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Programme, Step, Revision])],
  providers: [ProgrammesService],
  exports: [ProgrammesService],
})
export class ProgrammesModule {}
