import type { EntityManager } from 'typeorm';

/** Hours in which a first mail is still worth sending. */
const HOURS = 7 * 24;

/**
 * Writes the first mail of people that were enrolled by somebody else: an invitation or a notice, about the enrolment, or,
 * to those who start without being asked, a welcome. In the daytime; a welcome once for each person, an invitation or a
 * notice each time.
 */
export async function writeFirstMails(
  db: EntityManager,
  kind: 'invitation' | 'notice' | 'welcome',
  memberIds: string[],
  programmeId: string,
  now: Date,
): Promise<void> {
  await db.query(
    `insert into delivery (kind, subject_id, round, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at)
     select $1, s.id, coalesce(d.next, 0), m.id, m.address_hash, false, c.zone, $4, $4,
       $4::timestamptz + make_interval(hours => $5)
     from member m
     join enrolment e on e.member_id = m.id and e.programme_id = $3 and e.state in ('invited', 'active')
     join cadence c on c.member_id = m.id
     cross join lateral (select case $1 when 'welcome' then m.id else e.id end as id) s
     left join lateral (
       select max(round) + 1 as next from delivery where kind = $1 and subject_id = s.id and $1 <> 'welcome'
     ) d on true
     where m.id = any($2::bigint[])
     on conflict do nothing`,
    [kind, memberIds, programmeId, now, HOURS],
  );
}
