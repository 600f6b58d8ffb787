import type { EntityManager } from 'typeorm';
import type { Slot } from './cadence.js';

/** The first slot of a cadence, in SQL, that is at least six and a half days after the last; $2 is now. The rule of `freeFrom`. */
const FREE_SLOT = (weekday: string, time: string, zone: string) => `
  sending_slot(${weekday}, ${time}, ${zone}, greatest($2,
    ((last_due_at at time zone ${zone}) + interval '6 days') at time zone ${zone} + interval '12 hours'))`;

/** Gives each a slot; nobody gets two lessons in a week by it. */
export async function moveEach(db: EntityManager, slots: ({ memberId: string } & Slot)[], now: Date): Promise<void> {
  await db.query(
    `update cadence set weekday = s.weekday, time = s.time, zone = s.zone,
       next_due_at = case when next_due_at is not null then ${FREE_SLOT('s.weekday', 's.time', 's.zone')} end
     from jsonb_to_recordset($1::jsonb) as s ("memberId" bigint, weekday smallint, time time, zone text)
     where member_id = s."memberId"`,
    [JSON.stringify(slots), now],
  );
}

/** Gives people who take something, and wait for no slot, their next. */
export async function awaken(db: EntityManager, memberIds: string[], now: Date): Promise<void> {
  await db.query(
    `update cadence set next_due_at = ${FREE_SLOT('weekday', 'time', 'zone')}
     where member_id = any($1::bigint[]) and next_due_at is null
       and exists (select from enrolment e where e.member_id = cadence.member_id and e.state = 'active')`,
    [memberIds, now],
  );
}
