import type { EntityManager } from 'typeorm';
import { removeMembers } from '../../members/removing.js';
import type { Undone } from './imported-roster.entity.js';

/** Hours in which an import can be taken back. */
export const UNDO_HOURS = 24;

/**
 * Takes back what an import did, in the caller's transaction: people whom it made are removed, others whom it enrolled are
 * taken out of the programme again. Who has started stays: by an answer, or by a yes to the invitation.
 */
export async function undoImport(db: EntityManager, importId: string, now: Date): Promise<Undone> {
  const rows = await db.query<{ memberId: string; isNew: boolean; started: boolean; gone: boolean }[]>(JOINED, [
    importId,
  ]);
  const left = rows.filter(({ started, gone }) => !started && !gone);
  const [made, known] = [left.filter(({ isNew }) => isNew), left.filter(({ isNew }) => !isNew)];
  const ids = (some: { memberId: string }[]) => some.map(({ memberId }) => memberId);
  // The cadence first, as planning does: two that lock in different orders could wait for each other.
  await db.query('update cadence set next_due_at = null where member_id = any($1::bigint[])', [ids(made)]);
  await db.query(
    `update enrolment e set state = 'withdrawn' from roster_import i
     where i.id = $1 and e.state in ('invited', 'active')
       and (e.member_id = any($2::bigint[]) or (e.member_id = any($3::bigint[]) and e.programme_id = i.programme_id))`,
    [importId, ids(made), ids(known)],
  );
  await db.query(
    `update delivery d set state = 'cancelled' from enrolment e
     where e.member_id = any($1::bigint[]) and e.state = 'withdrawn' and d.subject_id = e.id and d.recipient_id = e.member_id
       and d.kind in ('lesson', 'reminder', 'invitation', 'notice') and d.state in ('planned', 'deferred') and d.batch_id is null`,
    [ids(known)],
  );
  await removeMembers(db, ids(made), now);
  return {
    removed: made.length,
    withdrawn: known.length,
    kept: rows.filter(({ started, gone }) => started && !gone).length,
  };
}

/** Whom an import enrolled. A yes to an invitation made an active enrolment of it; after a notice only an answer counts. */
const JOINED = `
  select r.member_id as "memberId", r.outcome = 'new' as "isNew", m.erased_at is not null as gone,
    exists (
      select from enrolment e where e.member_id = m.id
        and (e.started_at is not null or (e.programme_id = i.programme_id and e.noticed_at is null and e.state in ('active', 'finished')))
    ) as started
  from roster_import i join roster_row r on r.import_id = i.id join member m on m.id = r.member_id
  where i.id = $1 and r.joined and m.organisation_id = i.organisation_id
  for update of m`;
