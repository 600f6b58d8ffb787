import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Expiry } from './expiry.js';
import { Breakers } from './relays/breakers.js';
import { Outlets } from './relays/outlets.js';

/** Jobs of mail that is sent when its time comes. */
export const QUEUE = 'mail';
/** Jobs of mail that somebody waits for. */
export const URGENT_QUEUE = 'urgent-mail';

/** Deliveries a job stands for. */
const BATCH = 500;

/** What somebody waits for has a queue of its own; in the other, some mail goes before the rest. */
const PASSES = [
  { urgent: true, ahead: false, queue: URGENT_QUEUE },
  { urgent: false, ahead: true, queue: QUEUE },
  { urgent: false, ahead: false, queue: QUEUE },
] as const;

/** Brings deliveries whose time has come to the workers. Safe on any number of instances. */
@Injectable()
export class Dispatch {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly breakers: Breakers,
    private readonly outlets: Outlets,
    private readonly expiry: Expiry,
  ) {}

  /** One tick; while no relay is well, nothing is brought to the workers, or only what is needed to try. @returns how many deliveries went into batches */
  async tick(): Promise<number> {
    await this.releaseOrphans();
    await this.expiry.tick();
    await this.dataSource.query(PUT_OFF, [this.clock.now()]);
    const ahead = await this.breakers.ahead(this.outlets.names);
    if (ahead === 'shut') return 0;
    const most = ahead === 'one' ? Infinity : BATCH; // one batch is enough to try with
    let total = 0;
    for (const pass of PASSES) {
      let size: number;
      do total += size = await this.dataSource.transaction((db) => this.batch(db, pass));
      while (size === most);
    }
    return total;
  }

  private async batch(db: EntityManager, { urgent, ahead, queue }: (typeof PASSES)[number]): Promise<number> {
    const batchId = randomUUID();
    const [{ size }] = await db.query<[{ size: number }]>(TAKE, [this.clock.now(), urgent, BATCH, batchId, ahead]);
    if (size === 0) return 0;
    await this.jobs.queue(queue);
    await this.jobs.add(db, queue, [{ id: batchId, data: {}, priority: ahead ? 1 : 0 }]);
    return size;
  }

  /** A batch whose job is gone is in nobody's hands: what was being sent then, nobody knows the end of. */
  private async releaseOrphans(): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const open = await db.query<{ batch_id: string }[]>(OPEN_BATCHES);
      if (open.length === 0) return;
      const alive = await this.jobs.alive(
        db,
        [QUEUE, URGENT_QUEUE],
        open.map((row) => row.batch_id),
      );
      const orphans = open.map((row) => row.batch_id).filter((id) => !alive.has(id));
      if (orphans.length > 0) await db.query(RELEASE, [orphans]);
    });
  }
}

/** What is due in the recipient's night waits for 07:00. */
const PUT_OFF = `
  update delivery set next_try_at = sending_hours($1, zone)
  where batch_id is null and state in ('planned', 'deferred') and next_try_at <= $1 and expires_at > $1
    and sending_hours($1, zone) > $1`;

const TAKE = `
  with due as (
    select id from delivery
    where batch_id is null and state in ('planned', 'deferred') and urgent = $2 and ahead = $5
      and next_try_at <= $1 and expires_at > $1
    order by next_try_at limit $3 for update skip locked
  ), taken as (
    update delivery set batch_id = $4 from due where delivery.id = due.id returning 1
  )
  select count(*)::int as size from taken`;

/** Each batch id once, by hopping along the index. */
const OPEN_BATCHES = `
  with recursive open as (
    (select batch_id from delivery where batch_id is not null and state in ('planned', 'deferred', 'sending') order by batch_id limit 1)
    union all
    select (select batch_id from delivery
            where batch_id > open.batch_id and state in ('planned', 'deferred', 'sending') order by batch_id limit 1)
    from open where open.batch_id is not null
  )
  select batch_id from open where batch_id is not null`;

const RELEASE = `
  update delivery set batch_id = null, state = case when state = 'sending' then 'unconfirmed' else state end
  where batch_id = any($1::uuid[]) and state in ('planned', 'deferred', 'sending')`;
