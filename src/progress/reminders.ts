import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
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
