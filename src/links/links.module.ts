import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config.js';
import { Links } from './links.js';
import { RateLimits } from './rate-limits.js';
import { loadRoots } from './roots.js';

@Module({
  providers: [
    {
      provide: Links,
      inject: [CONFIG, DataSource],
      useFactory: async (config: Config, dataSource: DataSource) =>
        new Links(config.publicUrl, await loadRoots(config, dataSource)),
    },
    RateLimits,
  ],
  exports: [Links, RateLimits],
})
export class LinksModule {}
