import type { EntityManager } from 'typeorm';
import { writeFirstMails } from './first-mails.js';

/**
 * Asks somebody again who has a new address: nothing goes on before its owner says yes. What was never begun is a new
 * enrolment, so that an invitation mailed to the old address leads nowhere. Within the caller's transaction, with the
 * cadence held.
 * @returns how many programmes the invitations are to; 0: nothing to ask about
 */
export async function inviteAnew(db: EntityManager, memberId: string, now: Date): Promise<number> {
  await db.query(RENEW, [memberId, now]);
  await db.query(HALT, [memberId, now]);
  await db.query('update cadence set next_due_at = null where member_id = $1', [memberId]);
  const programmes = await db.query<{ id: string }[]>(
    `select programme_id as id from enrolment where member_id = $1 and state = 'invited' order by id`,
    [memberId],
  );
  for (const { id } of programmes) await writeFirstMails(db, 'invitation', [memberId], id, now);
  return programmes.length;
}

const RENEW = `
  with old as (
    delete from enrolment e where e.member_id = $1 and e.state = 'invited'
      and not exists (select from delivery d where d.kind = 'lesson' and d.subject_id = e.id)
    returning programme_id, created_at, enrolled_by
  )
  insert into enrolment (member_id, programme_id, state, created_at, invited_at, enrolled_by)
  select $1, programme_id, 'invited', created_at, $2, enrolled_by from old`;

/** What goes on waits for the yes; what everybody gets comes back with it. */
const HALT = `
  update enrolment e set state = case p.entry when 'everyone' then 'withdrawn' else 'invited' end, invited_at = $2
  from programme p where p.id = e.programme_id and e.member_id = $1 and e.state = 'active'`;
