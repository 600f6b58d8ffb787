import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Suppression, type SuppressionReason } from './suppression.entity.js';

/** Addresses that get no more mail of a subscription. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Suppresses an address. The first reason stays, but a person's own word counts more than a bounce. */
  async suppress(
    addressHash: Buffer,
    reason: SuppressionReason,
    db: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await db.query(
      `insert into suppression (address_hash, reason, since) values ($1, $2, $3)
       on conflict (address_hash) do update set reason = excluded.reason, since = excluded.since
       where suppression.reason = 'bounced' and excluded.reason <> 'bounced'`,
      [addressHash, reason, this.clock.now()],
    );
  }

  /** Lifts a suppression, if it has one of these reasons. */
  async lift(
    addressHash: Buffer,
    reasons: SuppressionReason[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await db.query('delete from suppression where address_hash = $1 and reason = any($2)', [addressHash, reasons]);
  }

  /** Why an address is suppressed, if it is. */
  async reason(
    addressHash: Buffer,
    db: EntityManager = this.dataSource.manager,
  ): Promise<SuppressionReason | undefined> {
    const found = await db.findOneBy(Suppression, { addressHash });
    return found?.reason;
  }
}
