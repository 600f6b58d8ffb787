import { Inject, Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { CONFIG, type Config } from '../../config.js';
import { PeopleActs } from './people-acts.service.js';

/** Once an hour, on whichever instance works: acts that cannot be undone any more are forgotten. */
@Injectable()
export class PeopleTidy {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly acts: PeopleActs,
  ) {}

  @Cron('37 * * * *')
  async hourly(): Promise<void> {
    if (this.config.worker) await this.acts.tidy();
  }
}
