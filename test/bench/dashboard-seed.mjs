// A year and more of lessons: members of organisations of all sectors, sizes and nations, who began at different weeks and have
// had 12 to 28 lessons each, with their answers, look-backs, completions and outcomes; some have left. Run on a database that
// the service has brought up to date. Everything is reckoned from numbers: the same data every time.

const SHARES = `(o.o * 7919) % 100`;

/** @param now ISO, the end of it all @returns how much there is */
export async function seedYear(database, members, now) {
  const run = (sql, values = []) => database.query(sql, values);
  await run('set session_replication_role = replica'); // what refers to what is known to be right
  await run(
    `insert into organisation (name, sector, size, nation, created_at)
     select 'Organisation ' || o,
       (array['legal', 'accountancy', 'retail', 'hospitality', 'trades', 'charity', 'care', 'education', 'manufacturing', 'creative', 'technology', 'other'])[1 + o * 31 % 12],
       case when ${SHARES} < 20 then '1' when ${SHARES} < 60 then '2-9' when ${SHARES} < 85 then '10-49' when ${SHARES} < 95 then '50-249' else '250+' end,
       (array['england', 'england', 'england', 'scotland', 'wales', 'northern-ireland'])[1 + o / 12 % 6], $2::timestamptz - interval '2 years'
     from generate_series(1, $1::int / 10 + 1) o`,
    [members, now],
  );
  await run(
    `insert into member (organisation_id, address, address_key, address_hash, name, origin, created_at, confirmed_at, terms_accepted_at)
     select (select min(id) from organisation) + case when m % 50 = 0 then 0 else m * 7919::bigint % ($1 / 10) end, a, a, sha256(a::bytea), 'Jo Bloggs',
       case when m % 3 = 0 then 'sign-up' else 'roster' end, began, case when m % 20 > 0 then began + interval '1 day' end, began
     from generate_series(1, $1::int) m, format('member-%s@example-%s.org', m, m % 500) a,
     lateral (select $2::timestamptz - make_interval(weeks => (13 + m % 17 + m / 17 % 40)::int, days => m % 7) as began) b`,
    [members, now],
  );
  await run(
    `insert into enrolment (member_id, programme_id, state, created_at, started_at, finished_at)
     select m.id, p.id, case when m.confirmed_at is null then 'invited' when m.id % 17 = 16 then 'finished' else 'active' end, m.created_at,
       case when m.confirmed_at is not null and m.id % 5 > 0 then m.created_at + interval '9 days' end,
       case when m.confirmed_at is not null and m.id % 17 = 16 then m.created_at + interval '29 weeks' end
     from member m join programme p on p.slug = 'core'`,
  );
  // twenty lessons each on average: a lesson's number is its week
  await run(
    `insert into delivery (kind, subject_id, part_id, content_id, recipient_id, address_hash, urgent, zone, due_at,
       expires_at, next_try_at, state, attempts, message_id, sent_at, reply)
     select 'lesson', e.id, s.id, s.revision_id, m.id, m.address_hash, false, 'Europe/London', at, at + interval '48 hours', at,
       case (m.id * 7 + s.position * 13) % 100 when 1 then 'unconfirmed' when 2 then 'refused' when 3 then 'bounced' when 4 then 'expired' else 'sent' end,
       1, '<' || e.id || '.' || s.id || '@earlier.example>', at, '250 2.0.0 Ok'
     from enrolment e join member m on m.id = e.member_id
     join step s on s.programme_id = e.programme_id and s.position <= 13 + m.id % 17,
     lateral (select date_trunc('day', m.created_at) + make_interval(weeks => s.position::int, hours => 9) as at) slot`,
  );
  await run('create index seed_delivery on delivery (recipient_id, part_id)');
  await run('analyze');
  // two of three lessons are answered; what came back was asked first five or thirteen weeks before
  await run(
    `insert into answer (delivery_id, enrolment_id, member_id, step_id, revision_id, question_id, look_back, chosen, correct, answered_at)
     select d.id, d.subject_id, d.recipient_id, d.part_id, d.content_id, q.question->>'id', false, array[chosen], chosen = 0, d.due_at + interval '1 day'
     from delivery d join revision r on r.id = d.content_id
     cross join lateral jsonb_array_elements(r.content->'questions') with ordinality q (question, place)
     cross join lateral (select (abs(hashint8(d.id * 4 + q.place)::bigint) % 10 / 4)::smallint as chosen) c
     where d.state = 'sent' and d.id % 3 > 0`,
  );
  await run(
    `insert into answer (delivery_id, enrolment_id, member_id, step_id, revision_id, question_id, look_back, chosen, correct, answered_at)
     select d.id, d.subject_id, d.recipient_id, b.part_id, b.content_id, r.content->'questions'->0->>'id', true, array[chosen], chosen = 0, d.due_at + interval '1 day'
     from delivery d join step s on s.id = d.part_id
     join step earlier on earlier.programme_id = s.programme_id and earlier.position = s.position - (array[1, 5, 13])[1 + abs(hashint8(d.id)::bigint) % 3]
     join delivery b on b.recipient_id = d.recipient_id and b.part_id = earlier.id
     join revision r on r.id = b.content_id and r.content->'questions' <> '[]'
     cross join lateral (select (abs(hashint8(d.id * 4)::bigint) % 10 / 5)::smallint as chosen) c
     where d.state = 'sent' and d.id % 3 > 0`,
  );
  await run(
    `insert into completion select subject_id, part_id, due_at + interval '1 day' from delivery where state = 'sent' and id % 3 > 0 and id % 10 > 0`,
  );
  await run(
    `insert into outcome (enrolment_id, step_id, outcome, at)
     select subject_id, part_id, (array['done', 'done', 'done', 'later', 'not-for-us'])[1 + id % 5], due_at + interval '1 day'
     from delivery where state = 'sent' and id % 2 = 0`,
  );
  await run(
    `insert into suppression (address_hash, reason, since)
     select address_hash, 'unsubscribed', created_at + make_interval(weeks => (2 + id % 12)::int) from member where id % 25 = 0`,
  );
  await run('drop index seed_delivery');
  await run('vacuum analyze');
  const { rows } = await run(
    `select (select count(*)::int from delivery) as deliveries, (select count(*)::int from answer) as answers`,
  );
  return { members, ...rows[0] };
}
