import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { TooMany } from '../errors.js';
import { Links } from './links.js';

/** How often something may be done by one who is told apart by a key. */
export interface Limit {
  /** Counts one. @throws TooMany when that is one too many */
  take(key: string): Promise<void>;
  /** Takes back one that was counted. */
  giveBack(key: string): Promise<void>;
}

/** Limits that all instances share, in the database and on real time. Of a key only a keyed hash is kept. */
@Injectable()
export class RateLimits {
  constructor(
    private readonly dataSource: DataSource,
    private readonly links: Links,
  ) {}

  /** @param points how many in `seconds` */
  limit(name: string, points: number, seconds: number): Limit {
    const limiter = new RateLimiterPostgres({
      storeClient: this.dataSource,
      storeType: 'typeorm',
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix: name,
      points,
      duration: seconds,
      clearExpiredByTimeout: false,
    });
    const hashed = (key: string) => this.links.addressHash(`limit ${key}`).toString('base64url');
    return {
      take: async (key) => {
        await limiter.consume(hashed(key)).catch((refusal: unknown) => {
          throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal;
        });
      },
      giveBack: async (key) => {
        await limiter.reward(hashed(key));
      },
    };
  }

  /** Drops what has ended. */
  async tidy(): Promise<void> {
    await this.dataSource.query('delete from rate_limit where expire < $1', [Date.now()]);
  }
}

function tooMany(state: RateLimiterRes): TooMany {
  return new TooMany('that was too often; please wait a while', Math.ceil(state.msBeforeNext / 1000));
}
