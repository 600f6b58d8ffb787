import { DataSource } from 'typeorm';
import type { TestApp } from './app.js';
import { TUESDAY } from './factories.js';

/**
 * So many people of an organisation, called "Person 00001" and so on, with as many lessons mailed as it takes to tell them
 * apart: person n had n % (steps + 1) of a programme's, the later half of them is not complete, and every seventh is paused.
 */
export async function makePeople(
  app: TestApp,
  organisationId: string,
  programmeId: string,
  count: number,
): Promise<void> {
  const db = app.get(DataSource);
  const now = app.clock.now();
  await db.query(
    `insert into member (organisation_id, address, address_key, address_hash, name, origin, created_at, confirmed_at)
     select $1::bigint, a, a, sha256(a::bytea), 'Person ' || to_char(n, 'FM00000'), 'roster', $3, $3
     from generate_series(1, $2) n cross join lateral (select 'person' || n || '@of' || $1::bigint || '.example.org' as a) a`,
    [organisationId, count, now],
  );
  await db.query(
    `insert into cadence (member_id, weekday, time, zone, paused_until)
     select id, $2, $3, $4, case when substr(name, 8)::int % 7 = 0 then $5::timestamptz + interval '30 days' end
     from member where organisation_id = $1`,
    [organisationId, TUESDAY.weekday, TUESDAY.time, TUESDAY.zone, now],
  );
  await db.query(
    `insert into enrolment (member_id, programme_id, state, created_at, started_at)
     select id, $2, 'active', $3, case when substr(name, 8)::int % 3 = 0 then $3::timestamptz end
     from member where organisation_id = $1`,
    [organisationId, programmeId, now],
  );
  await db.query(
    `with had as (
       select e.id as enrolment_id, m.id as member_id, m.address_hash, s.id as step_id, s.revision_id, s.position,
         substr(m.name, 8)::int % (1 + count(*) over (partition by m.id)) as reached
       from enrolment e join member m on m.id = e.member_id join step s on s.programme_id = e.programme_id
       where m.organisation_id = $1
     ), mailed as (
       insert into delivery (kind, subject_id, part_id, content_id, recipient_id, address_hash, urgent, due_at, expires_at, next_try_at, state, sent_at, attempts)
       select 'lesson', enrolment_id, step_id, revision_id, member_id, address_hash, false, t, t, t, 'sent', t, 1
       from had cross join lateral (select $2::timestamptz - make_interval(weeks => 60 - position, mins => member_id::int) as t) t
       where position <= reached
     )
     insert into completion select enrolment_id, step_id, $2 from had where position <= reached / 2`,
    [organisationId, now],
  );
  await db.query('analyze');
}
