// Members in the middle of the core programme: each has had as many lessons as the last digits of its number say, and
// is due for the next at one slot. Run on a database that the service has brought up to date.

/** @param due ISO, the slot they all wait for; a Tuesday at 09:00 in London */
export async function seed(database, members, due) {
  await database.query(
    `insert into organisation (name, sector, size, nation, created_at)
     select 'Organisation ' || o, (array['retail', 'legal', 'care', 'trades'])[1 + o % 4], '2-9',
       (array['england', 'wales', 'scotland'])[1 + o % 3], $2
     from generate_series(1, $1::int / 10 + 1) o`,
    [members, due],
  );
  await database.query(
    `insert into member (organisation_id, address, address_key, address_hash, name, origin, created_at, confirmed_at)
     select (select min(id) from organisation) + m / 10, a, a, sha256(a::bytea),
       (array['Jo Bloggs', 'Zoë Ångström', 'Priya Shah', ''])[1 + m % 4], 'roster', $2, $2
     from generate_series(1, $1::int) m, format('member-%s@example-%s.org', m, m % 500) a`,
    [members, due],
  );
  await database.query(
    `insert into cadence (member_id, weekday, time, zone, next_due_at, last_due_at)
     select id, 2, '09:00', 'Europe/London', $1, $1::timestamptz - interval '7 days' from member`,
    [due],
  );
  await database.query(
    `insert into enrolment (member_id, programme_id, state, created_at, started_at, last_planned_at)
     select m.id, p.id, 'active', $1, $1, $1::timestamptz - interval '7 days' from member m
     join programme p on p.slug = 'core' or p.entry = 'everyone'`,
    [due],
  );
  await database.query(
    `insert into delivery (kind, subject_id, part_id, content_id, recipient_id, address_hash, urgent, zone, due_at,
       expires_at, next_try_at, state, attempts, message_id, sent_at, reply)
     select 'lesson', e.id, s.id, s.revision_id, m.id, m.address_hash, false, 'Europe/London', at, at + interval '48 hours', at,
       'sent', 1, '<' || e.id || '.' || s.id || '@earlier.example>', at, '250 2.0.0 Ok'
     from enrolment e join member m on m.id = e.member_id
     join programme p on p.id = e.programme_id and p.slug = 'core'
     join step s on s.programme_id = p.id and s.position <= m.id % 8,
     lateral (select $1::timestamptz - make_interval(weeks => (1 + m.id % 8)::int - s.position) as at) slot`,
    [due],
  );
  await database.query('vacuum analyze');
}
