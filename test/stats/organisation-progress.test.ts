import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { readRows } from '../../src/database/cursor.js';
import { Comparisons } from '../../src/stats/comparison.js';
import { needNudge } from '../../src/stats/need-nudge.js';
import { organisationProgress } from '../../src/stats/organisation-progress.js';
import { personSteps } from '../../src/stats/person-steps.js';
import { weekOfOrganisations } from '../../src/stats/week-of-organisations.js';
import { weeklyProgress } from '../../src/stats/weekly-progress.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeOrganisation, makeProgramme } from '../support/factories.js';

let app: TestApp;
let steps: string[];
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  const { id } = await makeProgramme(app, { slug: 'three', lessons: 3 });
  const rows = await sql<{ id: string }>('select id from step where programme_id = $1 order by position', [id]);
  steps = rows.map((row) => row.id);
});
afterAll(() => app.stop());

const sql = <T>(text: string, values: unknown[] = [], db: Pick<EntityManager, 'query'> = app.dataSource) =>
  db.query<T[]>(text, values);

/** Somebody who takes the programme. */
async function person(organisationId: string, name = 'Jo Bloggs') {
  const { id } = await makeMember(app, { organisationId, name, takes: ['three'] });
  const [enrolment] = await sql<{ id: string }>(
    `select e.id from enrolment e join programme p on p.id = e.programme_id where e.member_id = $1 and p.slug = 'three'`,
    [id],
  );
  return { id, enrolmentId: enrolment!.id };
}

/** What may have happened with a lesson. */
interface Lesson {
  dueAt?: string;
  state?: string;
  attempts?: number;
  round?: number;
  answeredAt?: string;
  outcomeAt?: string;
  doneAt?: string;
  waived?: boolean;
}

const SLOT = '2026-03-17T09:00:00Z';

/** Writes what happened with a lesson of somebody, the first being 0. */
async function lesson(
  who: { id: string; enrolmentId: string },
  place: number,
  { dueAt = SLOT, state = 'sent', attempts = 1, round = 0, answeredAt, outcomeAt, doneAt, waived }: Lesson = {},
  db: Pick<EntityManager, 'query'> = app.dataSource,
): Promise<void> {
  const step = steps[place];
  const [delivery] = await sql<{ id: string }>(
    `insert into delivery (kind, subject_id, part_id, round, recipient_id, address_hash, urgent, due_at, next_try_at, expires_at, state, attempts, sent_at)
     select 'lesson', $1, $2, $3, $4, address_hash, false, $5, $5, $5, $6, $7, case when $6 = 'sent' then $5::timestamptz end from member where id = $4
     returning id`,
    [who.enrolmentId, step, round, who.id, dueAt, state, attempts],
    db,
  );
  if (answeredAt)
    await sql(
      `insert into answer (delivery_id, enrolment_id, member_id, step_id, revision_id, question_id, look_back, chosen, correct, answered_at)
       select $1, $2, $3, id, revision_id, 'first', false, '{0}', true, $5 from step where id = $4`,
      [delivery!.id, who.enrolmentId, who.id, step, answeredAt],
      db,
    );
  const key = [who.enrolmentId, step];
  if (outcomeAt) await sql(`insert into outcome values ($1, $2, 'done', null, $3)`, [...key, outcomeAt], db);
  if (doneAt) await sql('insert into completion values ($1, $2, $3)', [...key, doneAt], db);
  if (waived)
    await sql(`insert into waiver (enrolment_id, step_id, reason, at) values ($1, $2, 'x', $3)`, [...key, SLOT], db);
}

const figuresOf = async (organisationId: string, db = app.dataSource.manager) => {
  const programmes = await organisationProgress(db, organisationId);
  const programme = programmes.find(({ slug }) => slug === 'three')!;
  const lines = programme.steps.map((step) => [step.number, step.mailed, step.started, step.done, step.waived]);
  return { ...programme, lines };
};

test('counts by lesson who got, started, did and need not take it; erased people, and who only was asked, do not count', async () => {
  const { id } = await makeOrganisation(app);
  const people = [];
  for (const name of ['Ann', 'Ben', 'Cat', 'Gone', 'Asked']) people.push(await person(id, name));
  const [a, b, c, erased, invited] = people as [Who, Who, Who, Who, Who];
  await lesson(a, 0, { answeredAt: '2026-03-17T10:00:00Z', doneAt: '2026-03-17T10:05:00Z' });
  await lesson(a, 1, { state: 'unconfirmed', outcomeAt: '2026-03-24T10:00:00Z' });
  await lesson(a, 2, { state: 'planned', attempts: 0 });
  await lesson(b, 0, { answeredAt: '2026-03-18T10:00:00Z' });
  await lesson(b, 1, { state: 'bounced' });
  await lesson(b, 2, { waived: true });
  await lesson(c, 0, { state: 'cancelled' });
  // sent anew, and done in the new round
  await lesson(c, 0, { round: 1, dueAt: '2026-03-31T08:00:00Z', answeredAt: '2026-03-31T10:00:00Z' });
  // begun on the own page, before its mail could be handed over
  await lesson(c, 1, { state: 'deferred', answeredAt: '2026-03-24T11:00:00Z', doneAt: '2026-03-24T12:00:00Z' });
  await lesson(erased, 0, { doneAt: SLOT });
  await lesson(invited, 0, { doneAt: SLOT });
  await sql('update member set erased_at = $1, address = null where id = $2', [SLOT, erased.id]);
  await sql(`update enrolment set state = 'invited' where id = $1`, [invited.enrolmentId]);
  await sql(`update enrolment set state = 'finished' where id = $1`, [a.enrolmentId]);

  const figures = await figuresOf(id);
  expect(figures.lines).toEqual([
    [1, 3, 3, 1, 0],
    [2, 2, 2, 1, 0],
    [3, 0, 0, 0, 1],
  ]);
  expect(figures).toMatchObject({ people: 3, finished: 1, withdrawn: 0, title: 'All about three' });
  const rows = await personSteps(app.dataSource.manager, id, 'three', 0);
  const at = (text?: string) => (text ? new Date(text).getTime() : null);
  const time = (instant: string | null) => (instant ? new Date(instant).getTime() : null);
  const cells = rows.map(({ name, state, lessons, waived }) => [
    name,
    state,
    steps.map((step) => {
      const one = lessons[step];
      if (!one) return waived.includes(step) ? 'waived' : '';
      return [time(one.mailedAt), time(one.startedAt), time(one.doneAt)];
    }),
  ]);
  expect(cells).toEqual([
    [
      'Ann',
      'finished',
      [
        [at(SLOT), at('2026-03-17T10:00:00Z'), at('2026-03-17T10:05:00Z')],
        [at(SLOT), at('2026-03-24T10:00:00Z'), null],
        '',
      ],
    ],
    ['Ben', 'active', [[at(SLOT), at('2026-03-18T10:00:00Z'), null], '', 'waived']],
    [
      'Cat',
      'active',
      [
        [at('2026-03-31T08:00:00Z'), at('2026-03-31T10:00:00Z'), null],
        [null, at('2026-03-24T11:00:00Z'), at('2026-03-24T12:00:00Z')],
        '',
      ],
    ],
  ]);
});

type Who = { id: string; enrolmentId: string };
const fact = fc.record({
  state: fc.constantFrom('sent', 'unconfirmed', 'bounced', 'planned', 'expired'),
  again: fc.option(fc.constantFrom('sent', 'cancelled'), { nil: undefined }),
  answered: fc.boolean(),
  outcome: fc.boolean(),
  done: fc.boolean(),
  waived: fc.boolean(),
});

test('agrees with a plain count, whatever happened', async () => {
  const { id } = await makeOrganisation(app);
  const people: Who[] = [];
  for (const name of ['Ann', 'Ben']) people.push(await person(id, name));
  const facts = fc.array(fc.array(fact, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(facts, async (of) => {
      const session = app.dataSource.createQueryRunner();
      await session.startTransaction();
      const db = session.manager;
      try {
        const expected = steps.map((_, place) => [place + 1, 0, 0, 0, 0]);
        for (const [index, who] of people.entries())
          for (const [place, { state, again, answered, outcome, done, waived }] of of[index]!.entries()) {
            await lesson(
              who,
              place,
              {
                state,
                attempts: state === 'planned' ? 0 : 1,
                waived,
                ...(answered && state !== 'planned' && { answeredAt: SLOT }),
                ...(outcome && { outcomeAt: SLOT }),
                ...(done && { doneAt: SLOT }),
              },
              db,
            );
            if (again) await lesson(who, place, { state: again, round: 1 }, db);
            const reached = state !== 'planned' || again !== undefined;
            const mailed = ['sent', 'unconfirmed'].includes(state) || again === 'sent';
            const started = done || outcome || (answered && state !== 'planned');
            const line = expected[place]!;
            if (waived && !done) line[4]! += 1;
            else if (reached && (mailed || started)) {
              line[1]! += 1;
              line[2]! += Number(started);
              line[3]! += Number(done);
            }
            if (waived && done) continue;
          }
        expect((await figuresOf(id, db)).lines).toEqual(expected);
        const rows = await personSteps(db, id, 'three', 0);
        const shown = (pick: 'mailedAt' | 'startedAt' | 'doneAt') =>
          rows.flatMap(({ lessons }) => Object.values(lessons).filter((one) => one[pick] !== null)).length;
        expect(shown('startedAt')).toBe(expected.reduce((sum, line) => sum + line[2]!, 0));
        expect(shown('doneAt')).toBe(expected.reduce((sum, line) => sum + line[3]!, 0));
      } finally {
        await session.rollbackTransaction();
        await session.release();
      }
    }),
    { numRuns: 25 },
  );
});

test('a week is compared with others only where five organisations had lessons, each counting the same', async () => {
  await sql('update organisation set ended_at = $1', [SLOT]);
  await sql(`update member set erased_at = $1`, [SLOT]);
  const weeks = { from: new Date('2026-03-16T00:00:00Z'), to: new Date('2026-04-13T00:00:00Z'), zone: 'Europe/London' };
  const organisations: string[] = [];
  const comparisons = app.get(Comparisons);
  const night = async (number: number) => {
    await app.at(`2026-04-${String(number + 6).padStart(2, '0')}T01:00:00Z`);
    const counted = await Promise.all([comparisons.tick(), comparisons.tick()]);
    expect(counted.filter(Boolean)).toHaveLength(1);
    return comparisons.last();
  };
  expect(await comparisons.last()).toBeUndefined();
  for (let number = 0; number < 5; number++) {
    expect(await night(number)).toMatchObject({ organisations: number, shares: {} });
    const { id } = await makeOrganisation(app);
    organisations.push(id);
    const who = await person(id);
    // the first does all, the second half, the others none
    await lesson(who, 0, { ...(number < 2 && { doneAt: SLOT }) });
    await lesson(who, 1, { dueAt: '2026-03-22T23:30:00Z', ...(number < 1 && { doneAt: SLOT }) });
    if (number < 4) await lesson(who, 2, { dueAt: '2026-03-24T09:00:00Z' });
  }
  expect(await night(5)).toMatchObject({ organisations: 5, shares: { '2026-03-16': 0.3 } });
  const again = await person(organisations[1]!);
  await lesson(again, 0, { waived: true });
  await lesson(again, 1, { dueAt: '2026-03-30T08:00:00Z', round: 0 });
  await lesson(again, 1, { dueAt: '2026-04-06T08:00:00Z', round: 1 });
  expect(await weeklyProgress(app.dataSource.manager, organisations[1]!, weeks)).toEqual([
    { week: '2026-03-16', mailed: 2, done: 1 },
    { week: '2026-03-23', mailed: 1, done: 0 },
    { week: '2026-03-30', mailed: 1, done: 0 },
  ]);
  // Half an hour past midnight by the clock of London in summer is the Monday there, not the Sunday.
  await lesson(again, 2, { dueAt: '2026-03-29T23:30:00Z' });
  expect((await weeklyProgress(app.dataSource.manager, organisations[1]!, weeks)).at(-1)).toEqual({
    week: '2026-03-30',
    mailed: 2,
    done: 0,
  });
});

test('who let two lessons lie may need a nudge; who began one, pauses, left or has but one does not', async () => {
  const { id } = await makeOrganisation(app);
  const now = new Date('2026-03-30T07:00:00Z');
  const [first, second] = ['2026-03-17T09:00:00Z', '2026-03-24T09:00:00Z'];
  const left = async (name: string, one: Lesson = {}, two: Lesson = {}) => {
    const who = await person(id, name);
    await lesson(who, 0, { dueAt: first, ...one });
    await lesson(who, 1, { dueAt: second, ...two });
    return who;
  };
  await left('Needy');
  await left('Began', {}, { answeredAt: '2026-03-25T09:00:00Z' });
  await left('Looked back', { outcomeAt: '2026-03-26T09:00:00Z' });
  await left('Bounced', {}, { state: 'bounced' });
  await left('Too new', {}, { dueAt: '2026-03-29T09:00:00Z' });
  await left('Long ago', { dueAt: '2026-03-10T09:00:00Z' });
  await left('Spared', { waived: true });
  const paused = await left('Paused');
  const back = await left('Back again');
  const unsubscribed = await left('Left');
  const stopped = await left('Withdrawn');
  await sql(`update cadence set paused_until = '2026-04-01' where member_id = $1`, [paused.id]);
  await sql(`update cadence set paused_until = '2026-03-28' where member_id = $1`, [back.id]);
  await sql(
    `insert into suppression (address_hash, reason, since) select address_hash, 'unsubscribed', $1 from member where id = $2`,
    [SLOT, unsubscribed.id],
  );
  await sql(`update enrolment set state = 'withdrawn' where id = $1`, [stopped.enrolmentId]);
  const needy = await needNudge(app.dataSource.manager, [id], now);
  expect(needy.map(({ name, waiting, nudgedAt }) => [name, waiting, nudgedAt])).toEqual([
    ['Back again', 2, null],
    ['Needy', 2, null],
  ]);
  expect(await needNudge(app.dataSource.manager, [], now)).toEqual([]);
  await sql(`insert into quiet_week (label, first_day, last_day) values ('Easter', '2026-03-30', '2026-04-05')`);
  expect(await needNudge(app.dataSource.manager, [id], now)).toEqual([]);
  await sql('delete from quiet_week');

  const from = new Date('2026-03-23T00:00:00Z');
  const [week] = await weekOfOrganisations(app.dataSource.manager, [id], from, now);
  expect(week).toMatchObject({ people: 10, mailed: 10, took: 2, done: 0 });
});

test('rows are read through a cursor: a thousand at a time, as of one moment, and whoever stops early leaves nothing open', async () => {
  const query = 'select n, (select count(*)::int from member) as members from generate_series(1, $1::int) n';
  let [sum, seen] = [0, new Set<number>()];
  for await (const row of readRows<{ n: number; members: number }>(app.dataSource, query, [2500])) {
    if (row.n === 1) await makeMember(app);
    sum += row.n;
    seen.add(row.members);
  }
  expect([sum, seen.size]).toEqual([(2500 * 2501) / 2, 1]);
  for (let turn = 0; turn < 25; turn++)
    for await (const { n } of readRows<{ n: number }>(
      app.dataSource,
      'select n from generate_series(1, $1::int) n',
      [5000],
    ))
      if (n === 3) break;
  await expect(readRows(app.dataSource, 'select 1 / 0').next()).rejects.toThrow('division by zero');
  const [open] = await sql<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  );
  expect(open!.count).toBe(0);
});
