import type { EntityManager } from 'typeorm';
import type { EnrolmentState } from './enrolment.entity.js';
import { awaken } from './moving.js';

/**
 * Takes people out of a programme, or, with null, out of all that is not finished. What everybody gets who takes part ends
 * with the last that they took for its own sake.
 */
export async function withdrawFrom(db: EntityManager, memberIds: string[], programmeId: string | null): Promise<void> {
  await db.query(
    `update enrolment set state = 'withdrawn'
     where member_id = any($1::bigint[]) and state in ('invited', 'active') and ($2::bigint is null or programme_id = $2)`,
    [memberIds, programmeId],
  );
  await db.query(BY_ITSELF, [memberIds]);
  await db.query(
    `update cadence set next_due_at = null where member_id = any($1::bigint[])
       and not exists (select from enrolment e where e.member_id = cadence.member_id and e.state = 'active')`,
    [memberIds],
  );
}

/** A state an enrolment had before; null: it was not there. */
export interface FormerState {
  id: string;
  memberId: string;
  state: EnrolmentState | null;
}

/** Puts enrolments back; one that was not there is forgotten, or, where mail of it has been written, withdrawn. */
export async function putBack(db: EntityManager, former: FormerState[], now: Date): Promise<void> {
  const rows = JSON.stringify(former);
  await db.query(`delete from enrolment using ${FORMER} where enrolment.id = f.id and f.state is null and ${UNUSED}`, [
    rows,
  ]);
  await db.query(
    `update enrolment set state = coalesce(f.state, 'withdrawn') from ${FORMER} where enrolment.id = f.id`,
    [rows],
  );
  const memberIds = [...new Set(former.map(({ memberId }) => memberId))];
  await awaken(db, memberIds, now);
}

const FORMER = `jsonb_to_recordset($1::jsonb) as f (id bigint, state text)`;
const UNUSED = `not exists (select from delivery d
  where d.subject_id = enrolment.id and d.recipient_id = enrolment.member_id and d.kind in ('lesson', 'invitation', 'notice'))`;

const BY_ITSELF = `
  update enrolment common set state = 'withdrawn'
  from programme p
  where common.member_id = any($1::bigint[]) and common.state = 'active'
    and p.id = common.programme_id and p.entry = 'everyone'
    and not exists (select from enrolment e join programme q on q.id = e.programme_id and q.entry <> 'everyone'
      where e.member_id = common.member_id and e.state <> 'withdrawn')`;
