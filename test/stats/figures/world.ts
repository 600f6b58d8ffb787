import fc from 'fast-check';
import type { DataSource } from 'typeorm';

/** Hours after the beginning: Monday 9 March 2026, 00:00 in London; three weeks later its clocks go forward. */
type Hour = number;
export const BEGINNING = Date.parse('2026-03-09T00:00:00Z');
export const instant = (hour: Hour): Date => new Date(BEGINNING + hour * 3600_000);
const HOURS = 12 * 7 * 24;

/** A small world in rows, as the database has them; ids are places in the lists, from 1. */
export interface World {
  organisations: { id: number; sector: string | null; size: string | null; nation: string | null }[];
  members: {
    id: number;
    organisation: number;
    origin: 'sign-up' | 'roster';
    created: Hour;
    accepted: Hour | null;
    confirmed: Hour | null;
    erased: Hour | null;
    suppressed: { reason: string; since: Hour } | null;
  }[];
  enrolments: {
    id: number;
    member: number;
    programme: number;
    state: string;
    created: Hour;
    started: boolean;
    finished: boolean;
  }[];
  lessons: { id: number; enrolment: number; step: number; round: number; state: string; due: Hour }[];
  answers: {
    id: number;
    lesson: number;
    step: number;
    question: string;
    lookBack: boolean;
    choice: number;
    at: Hour;
  }[];
  outcomes: { enrolment: number; step: number; outcome: string }[];
  completions: { enrolment: number; step: number }[];
  waivers: { enrolment: number; step: number }[];
  signUps: { id: number; address: string; sector: string; at: Hour; confirmed: boolean }[];
  lapsed: { sector: string; at: Hour; count: number }[];
}

/** Two programmes of three steps each: steps 1 to 3 and 4 to 6. */
export const PROGRAMMES = [1, 2];
export const programmeOf = (step: number): number => Math.ceil(step / 3);

const hour = fc.nat({ max: HOURS });
const later = fc.nat({ max: 400 });
const sometimes = <T>(value: fc.Arbitrary<T>, of10 = 5) => fc.option(value, { freq: of10 });

const lesson = fc.record({
  states: fc.array(
    fc.constantFrom('sent', 'sent', 'sent', 'unconfirmed', 'refused', 'expired', 'deferred', 'bounced'),
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
  after: later,
  answers: fc.array(
    fc.record({
      question: fc.constantFrom('a', 'b'),
      lookBack: fc.boolean(),
      step: fc.integer({ min: 1, max: 6 }),
      choice: fc.nat({ max: 2 }),
      after: later,
    }),
    { maxLength: 5 },
  ),
  outcome: sometimes(fc.constantFrom('done', 'not-for-us', 'later')),
  complete: fc.boolean(),
  waived: fc.nat({ max: 9 }).map((one) => one === 0),
});
const person = fc.record({
  organisation: fc.integer({ min: 1, max: 4 }),
  origin: fc.constantFrom('sign-up' as const, 'roster' as const),
  created: hour,
  accepted: fc.boolean(),
  confirmed: sometimes(later, 9),
  erased: sometimes(later, 1),
  suppressed: sometimes(fc.record({ reason: fc.constantFrom('unsubscribed', 'bounced'), after: later }), 2),
  takes: fc.uniqueArray(
    fc.record({
      programme: fc.constantFrom(1, 2),
      state: fc.constantFrom('invited', 'active', 'finished', 'withdrawn'),
      after: later,
      started: fc.boolean(),
      lessons: fc.array(sometimes(lesson, 4), { minLength: 3, maxLength: 3 }),
    }),
    { selector: ({ programme }) => programme, maxLength: 2 },
  ),
});

/** Any small world. */
export const world: fc.Arbitrary<World> = fc
  .record({
    organisations: fc.array(
      fc.record({
        sector: fc.constantFrom('retail', 'legal', null),
        size: fc.constantFrom('2-9', null),
        nation: fc.constantFrom('wales', 'england'),
      }),
      { minLength: 4, maxLength: 4 },
    ),
    people: fc.array(person, { maxLength: 14 }),
    signUps: fc.array(
      fc.record({
        address: fc.constantFrom('a', 'b', 'c'),
        sector: fc.constantFrom('retail', 'legal'),
        at: hour,
        confirmed: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    lapsed: fc.array(
      fc.record({ sector: fc.constantFrom('retail', 'legal'), at: hour, count: fc.integer({ min: 1, max: 9 }) }),
      {
        maxLength: 2,
      },
    ),
  })
  .map(({ organisations, people, signUps, lapsed }) => {
    const made: World = {
      organisations: organisations.map((one, index) => ({ id: index + 1, ...one })),
      members: [],
      enrolments: [],
      lessons: [],
      answers: [],
      outcomes: [],
      completions: [],
      waivers: [],
      signUps: signUps.map((one, index) => ({ id: index + 1, ...one })),
      lapsed: lapsed.filter(
        (one, index) =>
          lapsed.findIndex(({ sector, at }) => sector === one.sector && day(at) === day(one.at)) === index,
      ),
    };
    for (const one of people) addPerson(made, one);
    return made;
  });

type Draw<T> = T extends fc.Arbitrary<infer V> ? V : never;
const day = (at: Hour) => Math.floor(at / 24);

function addPerson(to: World, { takes, ...one }: Draw<typeof person>): void {
  const id = to.members.length + 1;
  const at = (after: number | null) => (after === null ? null : one.created + after);
  to.members.push({
    id,
    organisation: one.organisation,
    origin: one.origin,
    created: one.created,
    accepted: one.accepted ? one.created - 30 : null,
    confirmed: at(one.confirmed),
    erased: at(one.erased),
    suppressed: one.suppressed && { reason: one.suppressed.reason, since: one.created + one.suppressed.after },
  });
  for (const { programme, state, after, started, lessons } of takes) {
    const enrolment = to.enrolments.length + 1;
    to.enrolments.push({
      id: enrolment,
      member: id,
      programme,
      state,
      created: one.created + after,
      started,
      finished: state === 'finished',
    });
    for (const [place, drawn] of lessons.entries())
      if (drawn) addLesson(to, enrolment, (programme - 1) * 3 + place + 1, one.created + after + 200 * place, drawn);
  }
}

function addLesson(to: World, enrolment: number, step: number, from: Hour, drawn: Draw<typeof lesson>): void {
  for (const [round, state] of drawn.states.entries()) {
    const id = to.lessons.length + 1;
    to.lessons.push({ id, enrolment, step, round, state, due: from + drawn.after + round * 70 });
    for (const { question, lookBack, step: of, choice, after } of drawn.answers)
      to.answers.push({
        id: to.answers.length + 1,
        lesson: id,
        step: lookBack ? of : step,
        question,
        lookBack,
        choice,
        at: from + drawn.after + after,
      });
  }
  if (drawn.outcome) to.outcomes.push({ enrolment, step, outcome: drawn.outcome });
  if (drawn.complete) to.completions.push({ enrolment, step });
  if (drawn.waived) to.waivers.push({ enrolment, step });
}

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
