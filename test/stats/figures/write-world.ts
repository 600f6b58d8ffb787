import type { DataSource } from 'typeorm';
import { instant, PROGRAMMES, type World } from './world.js';

/** Makes the database hold this world and nothing else. Choice 0 is right. */
export async function write(
  db: DataSource,
  { organisations, members, enrolments, lessons, answers, outcomes, completions, waivers, signUps, lapsed }: World,
): Promise<void> {
  await db.query(`delete from figures; delete from people_total; delete from lesson_total; delete from step_total; delete from question_total;
    delete from look_back_total; delete from lapsed_sign_up; delete from sign_up; delete from waiver; delete from completion; delete from outcome;
    delete from answer; delete from delivery; delete from enrolment; delete from suppression; delete from member; delete from organisation;
    update step set revision_id = null where id between 9000 and 9999; delete from revision where step_id between 9000 and 9999; delete from step where id between 9000 and 9999; delete from programme where id > 1000`);
  const rows = (sql: string, list: object[]) => db.query(sql, [JSON.stringify(list)]);
  const named = <T extends { id: number }>(list: T[]) => list.map((one) => ({ ...one, name: `n${one.id}` }));
  const timed = (list: object[]) =>
    list.map((one) =>
      Object.fromEntries(
        Object.entries(one).map(([key, value]) => [
          key,
          typeof value === 'number' && HOURLY.has(key) ? instant(value) : (value as unknown),
        ]),
      ),
    );
  await rows(
    `insert into programme (id, slug, title, summary, rule, entry, rank) overriding system value
     select 1000 + id, name, name, '', 'both', 'asked', 20 from jsonb_to_recordset($1) as x (id int, name text)`,
    named(PROGRAMMES.map((id) => ({ id }))),
  );
  await rows(
    `insert into step (id, programme_id, slug, position) overriding system value
     select 9000 + id, 1001 + (id - 1) / 3, name, id from jsonb_to_recordset($1) as x (id int, name text)`,
    named([1, 2, 3, 4, 5, 6].map((id) => ({ id }))),
  );
  await db.query(
    `insert into revision (id, step_id, number, content, content_hash, page_html, mail_html, mail_text, look_hash, published_at) overriding system value
     select 900000 + id, id, 1, '{"title": "x"}', '', '', '', '', '', now() from step where id between 9000 and 9999`,
  );
  await rows(
    `insert into organisation (id, name, sector, size, nation, created_at) overriding system value
     select id, name, sector, size, nation, now() from jsonb_to_recordset($1) as x (id int, name text, sector text, size text, nation text)`,
    named(organisations),
  );
  await rows(
    `insert into member (id, organisation_id, address_hash, name, origin, created_at, confirmed_at, terms_accepted_at, erased_at) overriding system value
     select id, organisation, id::text::bytea, '', origin, created, confirmed, accepted, erased
     from jsonb_to_recordset($1) as x (id int, organisation int, origin text, created timestamptz, confirmed timestamptz, accepted timestamptz, erased timestamptz)`,
    timed(members),
  );
  await rows(
    `insert into suppression (address_hash, reason, since)
     select id::text::bytea, reason, since from jsonb_to_recordset($1) as x (id int, reason text, since timestamptz)`,
    timed(members.flatMap(({ id, suppressed }) => (suppressed ? [{ id, ...suppressed }] : []))),
  );
  await rows(
    `insert into enrolment (id, member_id, programme_id, state, created_at, started_at, finished_at) overriding system value
     select id, member, 1000 + programme, state, created, case when started then now() end, case when finished then now() end
     from jsonb_to_recordset($1) as x (id int, member int, programme int, state text, created timestamptz, started bool, finished bool)`,
    timed(enrolments),
  );
  await rows(
    `insert into delivery (id, kind, subject_id, part_id, round, content_id, recipient_id, address_hash, urgent, due_at, expires_at, next_try_at, state) overriding system value
     select x.id, 'lesson', enrolment, 9000 + step, round, 909000 + step, e.member_id, '', false, due, due, due, x.state
     from jsonb_to_recordset($1) as x (id int, enrolment int, step int, round int, state text, due timestamptz) join enrolment e on e.id = x.enrolment`,
    timed(lessons),
  );
  await rows(
    `insert into answer (id, delivery_id, enrolment_id, member_id, step_id, revision_id, question_id, look_back, chosen, correct, answered_at) overriding system value
     select x.id, lesson, d.subject_id, d.recipient_id, 9000 + step, 909000 + step, question, "lookBack", array[choice]::smallint[], choice = 0, at
     from jsonb_to_recordset($1) as x (id int, lesson int, step int, question text, "lookBack" bool, choice int, at timestamptz) join delivery d on d.id = x.lesson`,
    timed(answers),
  );
  const taken = `from jsonb_to_recordset($1) as x (enrolment int, step int, outcome text)`;
  await rows(
    `insert into outcome (enrolment_id, step_id, outcome, at) select enrolment, 9000 + step, outcome, now() ${taken}`,
    outcomes,
  );
  await rows(`insert into completion select enrolment, 9000 + step, now() ${taken}`, completions);
  await rows(
    `insert into waiver (enrolment_id, step_id, reason, at) select enrolment, 9000 + step, '', now() ${taken}`,
    waivers,
  );
  await rows(
    `insert into sign_up (id, address, address_key, name, organisation, sector, size, nation, emerging_technology, weekday, time, zone,
       terms_version, privacy_version, accepted_at, confirmed_at) overriding system value
     select id, address, address, '', '', sector, '2-9', 'wales', false, 1, '09:00', 'Europe/London', '', '', at, case when confirmed then at end
     from jsonb_to_recordset($1) as x (id int, address text, sector text, at timestamptz, confirmed bool)`,
    timed(signUps),
  );
  await rows(
    `insert into lapsed_sign_up select (at at time zone 'UTC')::date, sector, '2-9', 'wales', count
     from jsonb_to_recordset($1) as x (sector text, at timestamptz, count int)`,
    timed(lapsed),
  );
}

const HOURLY = new Set(['created', 'confirmed', 'accepted', 'erased', 'since', 'due', 'at']);
