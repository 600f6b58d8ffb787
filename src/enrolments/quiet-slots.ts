import type { EntityManager } from 'typeorm';
import { quietAt } from '../centre/quiet.sql.js';

/**
 * Moves slots that fall into a week without sending to the first after it, so that nobody is told a day on which nothing
 * comes. Planning would pass over them all the same.
 * @param memberIds whose; null: everybody's
 */
export async function passQuietWeeks(db: EntityManager, memberIds: string[] | null): Promise<void> {
  await db.query(
    `update cadence set next_due_at = sending_slot(weekday, time, zone, next_due_at - interval '1 second')
     where next_due_at is not null and ($1::bigint[] is null or member_id = any($1)) and ${quietAt('next_due_at', 'zone')}`,
    [memberIds],
  );
}

/**
 * Gives back the slots in days that are to be mailed on again: to those whose slot was moved to the week after them.
 * @param firstDay `yyyy-mm-dd`, as is the last
 */
export async function useAgain(db: EntityManager, firstDay: string, lastDay: string, now: Date): Promise<void> {
  await db.query(
    `update cadence set next_due_at = found.slot
     from (
       select member_id, sending_slot(weekday, time, zone, greatest($3::timestamptz, $1::timestamp at time zone zone,
         ((last_due_at at time zone zone) + interval '6 days') at time zone zone + interval '12 hours')) as slot
       from cadence
       where next_due_at > $3 and (next_due_at at time zone zone)::date between $2::date + 1 and $2::date + 7
     ) found
     where cadence.member_id = found.member_id and found.slot < cadence.next_due_at`,
    [firstDay, lastDay, now],
  );
}
