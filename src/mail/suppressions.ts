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

  /** Suppresses an address for a reason; others there may be stay. @param note why, where a person did it */
  async suppress(
    addressHash: Buffer,
    reason: SuppressionReason,
    db: EntityManager = this.dataSource.manager,
    note: string | null = null,
  ): Promise<void> {
    await db
      .createQueryBuilder()
      .insert()
      .into(Suppression)
      .values({ addressHash, reason, note, since: this.clock.now() })
      .orIgnore()
      .execute();
  }

  /** Lifts suppressions for these reasons; one for another reason goes on. */
  async lift(
    addressHash: Buffer,
    reasons: SuppressionReason[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await db.query('delete from suppression where address_hash = $1 and reason = any($2)', [addressHash, reasons]);
  }

  /** Why an address is suppressed, if it is; the first reason there was. */
  async reason(
    addressHash: Buffer,
    db: EntityManager = this.dataSource.manager,
  ): Promise<SuppressionReason | undefined> {
    const found = await db.findOne(Suppression, { where: { addressHash }, order: { since: 'ASC' } });
    return found?.reason;
  }
}
