import type { EntityManager } from 'typeorm';

/** Hours in which the last mail is still worth sending. */
const HOURS = 7 * 24;

/**
 * Ends what the people of an organisation take, in sets: they are withdrawn, mail that waits is cancelled, and who took part
 * is written one last mail. Within the caller's transaction, in which the organisation is held.
 * @returns to how many that mail goes
 */
export async function endEnrolments(db: EntityManager, organisationId: string, now: Date): Promise<number> {
  const farewells = await db.query<unknown[]>(`${FAREWELL} returning 1 as one`, [organisationId, now, HOURS]);
  // The cadence first, as planning does: two that lock in different orders could wait for each other.
  await db.query(
    'update cadence c set next_due_at = null from member m where m.id = c.member_id and m.organisation_id = $1',
    [organisationId],
  );
  await db.query(
    `update enrolment e set state = 'withdrawn' from member m
     where m.id = e.member_id and m.organisation_id = $1 and e.state in ('invited', 'active')`,
    [organisationId],
  );
  await db.query(CANCEL, [organisationId]);
  return farewells.length;
}

/** Those who take part or have had all of it; who was only invited never heard of us, or has an invitation that is over. */
const FAREWELL = `
  insert into delivery (kind, subject_id, part_id, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at)
  select 'farewell', m.id, m.organisation_id, m.id, m.address_hash, false, c.zone, $2, $2,
    $2::timestamptz + make_interval(hours => $3)
  from member m join cadence c on c.member_id = m.id
  where m.organisation_id = $1 and m.address is not null and m.confirmed_at is not null
    and exists (select from enrolment e where e.member_id = m.id and e.state in ('active', 'finished'))
    and not exists (select from suppression s where s.address_hash = m.address_hash)
  on conflict do nothing`;

/** What is in a batch already, its kind decides about when it is claimed. */
const CANCEL = `
  update delivery set state = 'cancelled'
  where id in (
    select d.id from delivery d join member m on m.id = d.recipient_id
    where m.organisation_id = $1 and d.state in ('planned', 'deferred') and d.batch_id is null
      and d.kind in ('lesson', 'reminder', 'welcome', 'closing', 'invitation', 'notice', 'nudge', 'alert')
    for update of d skip locked)`;
