import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { quietAt } from '../centre/quiet.sql.js';
import type { OpenLesson } from './open-lesson.js';

/** Reminders of an action, on a day the member chose, at the hour of the lessons. A planned delivery is all there is to one. */
@Injectable()
export class Reminders {
  /** @param day `yyyy-mm-dd` in the member's zone */
  async plan(db: EntityManager, { enrolmentId, stepId, memberId, zone, time }: OpenLesson, day: string): Promise<void> {
    const dueAt = DateTime.fromISO(`${day}T${time}`, { zone }).toJSDate();
    await db.query(
      `insert into delivery (kind, subject_id, part_id, round, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at)
       select 'reminder', $1, $2, (select coalesce(max(round) + 1, 0) from delivery where kind = 'reminder' and subject_id = $1 and part_id = $2),
         id, address_hash, false, $4, $5, $5, $5::timestamptz + interval '48 hours'
       from member where id = $3`,
      [enrolmentId, stepId, memberId, zone, dueAt],
    );
    await this.passQuietWeeks(db, enrolmentId);
  }

  /** Reminders that would come in a week without sending wait for the day after it. @param enrolmentId whose; without: everybody's */
  async passQuietWeeks(db: EntityManager, enrolmentId?: string): Promise<void> {
    // One week without sending may follow upon another.
    for (let moved = 1; moved > 0;) [, moved] = await db.query<[unknown, number]>(PASS, [enrolmentId ?? null]);
  }

  /** No reminder after all. */
  async callOff(db: EntityManager, { enrolmentId, stepId }: OpenLesson): Promise<void> {
    await db.query(
      `update delivery set state = 'cancelled'
       where kind = 'reminder' and subject_id = $1 and part_id = $2 and state in ('planned', 'deferred')`,
      [enrolmentId, stepId],
    );
  }
}

const PASS = `
  update delivery d set due_at = later.at, next_try_at = later.at, expires_at = later.at + interval '48 hours'
  from (
    select r.id, ((select max(q.last_day) from quiet_week q where (r.due_at at time zone r.zone)::date between q.first_day and q.last_day)
      + 1 + (r.due_at at time zone r.zone)::time) at time zone r.zone as at
    from delivery r
    where r.kind = 'reminder' and ($1::bigint is null or r.subject_id = $1) and r.state in ('planned', 'deferred')
      and r.batch_id is null and ${quietAt('r.due_at', 'r.zone')}
  ) later
  where d.id = later.id`;
