import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Draft } from './draft.entity.js';
import { Drafts } from './drafts.service.js';
import { FileChange } from './file-change.entity.js';
import { Programme } from './programme.entity.js';
import { ProgrammesService } from './programmes.service.js';
import { Revision } from './revision.entity.js';
import { Step } from './step.entity.js';
import { Steps } from './steps.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Programme, Step, Revision, Draft, FileChange])],
  providers: [ProgrammesService, Drafts, Steps],
  exports: [ProgrammesService, Drafts, Steps],
})
export class ProgrammesModule {}
