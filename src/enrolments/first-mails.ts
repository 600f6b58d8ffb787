import type { EntityManager } from 'typeorm';

/** Hours in which a first mail is still worth sending. */
const HOURS = 7 * 24;

/**
 * Writes the first mail of people that were enrolled by somebody else: an invitation, about the enrolment, or, to those
 * who start without being asked, a welcome. Each person gets one, in the daytime.
 */
export async function writeFirstMails(
  db: EntityManager,
  kind: 'invitation' | 'welcome',
  memberIds: string[],
  programmeId: string,
  now: Date,
): Promise<void> {
  await db.query(
    `insert into delivery (kind, subject_id, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at)
     select $1, case $1 when 'welcome' then m.id else e.id end, m.id, m.address_hash, false, c.zone, $4, $4,
       $4::timestamptz + make_interval(hours => $5)
     from member m join enrolment e on e.member_id = m.id join cadence c on c.member_id = m.id
     where m.id = any($2::bigint[]) and e.programme_id = $3
     on conflict do nothing`,
    [kind, memberIds, programmeId, now, HOURS],
  );
}
