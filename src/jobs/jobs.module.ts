import { Module } from '@nestjs/common';
import { Jobs } from './jobs.service.js';
import { Ticks } from './ticks.js';

@Module({ providers: [Jobs, Ticks], exports: [Jobs, Ticks] })
export class JobsModule {}
