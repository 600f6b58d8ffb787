import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { expiryEvent, type Expired } from './events/expiry-event.js';
import { MailEvents } from './events/mail-events.js';

/** Deliveries at a time. */
const MOST = 500;

/** Ends deliveries that nobody holds and that are too late to be of use. */
@Injectable()
export class Expiry {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly events: MailEvents,
  ) {}

  /** Those that were put off until it was too late are heard of, like a bounce. */
  async tick(): Promise<void> {
    const now = this.clock.now();
    const [late] = await this.dataSource.query<unknown[]>(ANY, [now]);
    if (!late) return;
    let size: number;
    do
      size = await this.dataSource.transaction(async (db) => {
        const [rows] = await db.query<[(Omit<Expired, 'reply'> & { attempts: number; reply: string | null })[]]>(LATE, [
          now,
          MOST,
        ]);
        for (const { attempts, reply, ...row } of rows)
          if (attempts > 0 && reply) await this.events.record(db, expiryEvent({ ...row, reply }, now));
        return rows.length;
      });
    while (size === MOST);
  }
}

const IS_LATE = `batch_id is null and state in ('planned', 'deferred') and next_try_at <= $1 and expires_at <= $1`;

const ANY = `select 1 from delivery where ${IS_LATE} limit 1`;

const LATE = `
  with late as (
    select id from delivery where ${IS_LATE} limit $2 for update skip locked
  )
  update delivery d set state = 'expired', reserved = false from late where d.id = late.id
  returning d.id, d.attempts, d.reply, d.expires_at as "expiresAt"`;
