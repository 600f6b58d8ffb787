import { Inject, Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { CONFIG, type Config } from '../config.js';
import { Audit } from './audit.service.js';
import { StaffAuth } from './staff-auth.service.js';

/** What has had its time goes: once an hour, on whichever instance works; twice is as good as once. */
@Injectable()
export class StaffTidy {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly auth: StaffAuth,
    private readonly audit: Audit,
  ) {}

  @Cron('17 * * * *')
  async hourly(): Promise<void> {
    if (this.config.worker) await this.tidy();
  }

  async tidy(): Promise<void> {
    await this.auth.tidy();
    await this.audit.tidy();
  }
}
