import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SignUps } from '../../../src/members/sign-ups.service.js';
import { Answering } from '../../../src/progress/answering.service.js';
import { Links } from '../../../src/links/links.js';
import { Figures } from '../../../src/stats/figures/figures.service.js';
import { RollUp } from '../../../src/stats/figures/roll-up.service.js';
import { startApp, type TestApp } from '../../support/app.js';
import { slot, WEEKS, writeHandMade } from './hand-made.js';
import { instant } from './world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.at('2026-04-06T12:00:00Z');
  await writeHandMade(app.dataSource);
  await app.get(RollUp).tick();
});

const all = { audience: '*/*/*', from: WEEKS[0]!, to: WEEKS[4]! };
const read = (changes = {}) => app.get(Figures).read({ ...all, ...changes });
const step = { programme: 'n1', position: 1, title: 'Lesson 1' };

test('every figure of a small world is what one works out by hand', async () => {
  const { people, lessons, steps, questions, lookBacks } = (await read())!;
  expect(people.weeks).toEqual([
    { week: WEEKS[0], members: 15, organisations: 2 },
    { week: WEEKS[1], members: 14, organisations: 2 },
    { week: WEEKS[2], members: 14, organisations: 2 },
    { week: WEEKS[3], members: 9, organisations: 2 },
  ]);
  expect(people.funnel).toEqual({ asked: 17, confirmed: 15, started: 8, finished: 6 });
  const none = { sent: 0, unconfirmed: 0, waiting: 0, refused: 0, notSent: 0 };
  expect(lessons).toEqual([
    { ...none, week: WEEKS[0] },
    { ...none, week: WEEKS[1], sent: 12, refused: 'few' },
    { ...none, week: WEEKS[2], sent: 10, notSent: 'few' },
    { ...none, week: WEEKS[3] },
  ]);
  expect(steps).toEqual([
    { ...step, mailed: 12, complete: 9, action: { done: 5, notForUs: 0, later: 7, nothing: 0 }, gone: 'few' },
    {
      ...step,
      position: 2,
      title: 'Lesson 2',
      mailed: 10,
      complete: 5,
      // three have said nothing: told beside the seven, anybody could work them out
      action: { done: 'withheld', notForUs: 0, later: 0, nothing: 'few' },
      gone: 5,
    },
  ]);
  const question = { programme: 'n1', position: 1, people: 12 };
  expect(questions).toEqual([
    { ...question, id: 'a', ask: 'What of a?', right: 6, wrong: 6, mostChosenWrong: 'Pay at once' },
    { ...question, id: 'b', ask: 'What of b?', right: 'withheld', wrong: 'few', mostChosenWrong: null },
  ]);
  expect(lookBacks.filter(({ weeksAfter }) => weeksAfter === 1)).toEqual([
    { weeksAfter: 1, knew: true, right: 6, wrong: 0 },
    { weeksAfter: 1, knew: false, right: 'few', wrong: 'few' },
  ]);
  expect(lookBacks.filter(({ weeksAfter, right }) => weeksAfter !== 1 && right !== 0)).toEqual([]);
});

test('one organisation, one audience, one programme, one week', async () => {
  const shop = (await read())!;
  const one = (await read({ organisation: '1' }))!;
  expect(one.people.funnel).toEqual({ asked: 13, confirmed: 12, started: 8, finished: 6 });
  expect(one.lessons.map(({ sent, refused }) => [sent, refused])).toEqual([
    [0, 0],
    [12, 0],
    [10, 0],
    [0, 0],
  ]);
  expect([one.steps, one.questions, one.lookBacks]).toEqual([shop.steps, shop.questions, shop.lookBacks]);
  const wales = (await read({ audience: 'retail/*/wales' }))!;
  expect(wales.people.funnel.asked).toBe(14);
  expect(wales.steps).toEqual(one.steps);
  const programme = (await read({ programme: '1001' }))!;
  expect(programme.people.funnel).toEqual({ asked: 15, confirmed: 15, started: 8, finished: 6 });
  expect(programme.questions).toEqual(shop.questions);
  const week = (await read({ from: WEEKS[1], to: WEEKS[2] }))!;
  expect(week.steps.map(({ position }) => position)).toEqual([1]);
  expect(week.people.weeks).toEqual([{ week: WEEKS[1], members: 14, organisations: 2 }]);
});

test('of fewer than five people there is nothing at all, whichever way one asks', async () => {
  for (const few of [
    { organisation: '2' },
    { audience: 'legal/*/*' },
    { audience: '*/*/england' },
    { programme: '1002' },
  ])
    expect(await read(few)).toBeUndefined();
  const told = JSON.stringify(await read());
  for (const count of [1, 2, 3, 4])
    expect(told).not.toMatch(new RegExp(`"(?!position|weeksAfter|organisations)\\w+":${count}[,}]`));
});

test('made once however often and on however many instances it is tried, and again the next night', async () => {
  const rollUp = app.get(RollUp);
  await app.dataSource.query('update figures set milliseconds = 60000');
  expect(await rollUp.tick()).toBe(false);
  await app.at('2026-04-07T03:00:00Z');
  await app.dataSource.query('update member set erased_at = $1 where id = 11', [app.clock.now()]);
  const tries = await Promise.all([rollUp.tick(), rollUp.tick(), rollUp.tick()]);
  expect(tries.filter(Boolean)).toHaveLength(1);
  const { people } = (await read({ to: '2026-04-13' }))!;
  expect(people.weeks.map(({ members }) => members)).toEqual([15, 14, 14, 9, 8]);
});

test('after thirteen months answers are gone and their figures stay; what is complete stays so', async () => {
  const before = (await read())!;
  await app.at('2027-05-10T12:00:00Z');
  await app.get(RollUp).tick();
  expect(await app.dataSource.query('select 1 from answer')).toEqual([]);
  await app.dataSource.query(
    `insert into answer (delivery_id, enrolment_id, member_id, step_id, revision_id, question_id, look_back, chosen, correct, answered_at)
     select id, subject_id, recipient_id, part_id, content_id, 'a', false, '{0}', true, $1 from delivery where part_id = 9002 and state = 'sent'`,
    [app.clock.now()],
  );
  await app.at('2027-05-11T03:00:00Z');
  await app.get(RollUp).tick();
  expect(await app.dataSource.query('select 1 from answer')).toHaveLength(10);
  const after = (await read())!;
  expect(after).toEqual(before);
  const both = (await read({ to: '2027-05-17' }))!;
  expect(both.questions.map(({ position, id, people }) => `${position} ${id} ${people}`)).toEqual([
    '1 a 12',
    '1 b 12',
    '2 a 10',
  ]);
  expect((await read({ organisation: '1' }))!.questions).toEqual([]);

  // Somebody opens an old lesson and answers one of its questions again.
  await app.dataSource.query(`update completion set completed_at = $1`, [instant(slot(1))]);
  await app.dataSource.query(
    `insert into cadence (member_id, weekday, time, zone) values (11, 2, '09:00', 'Europe/London')`,
  );
  await app.dataSource.query(`insert into completion values (11, 9001, $1)`, [instant(slot(1))]);
  const lesson = app.get(Links).token('lesson', '11');
  await app.get(Answering).answer(lesson, { 'q-9001-a': [0] });
  expect(await app.dataSource.query('select 1 from completion where enrolment_id = 11')).toHaveLength(1);
});

test('a sign-up that nobody confirmed counts on once it is erased, and each address once', async () => {
  const asked = async () => {
    await app.dataSource.query('delete from figures');
    await app.get(RollUp).tick();
    const { people } = (await read({ to: '2026-04-13' }))!;
    return people.funnel.asked;
  };
  const again = (at: string, address: string) =>
    app.dataSource.query(
      `insert into sign_up (address, address_key, name, organisation, sector, size, nation, emerging_technology, weekday, time, zone,
         terms_version, privacy_version, accepted_at)
       values ($2, $2, '', '', 'retail', '2-9', 'wales', false, 1, '09:00', 'Europe/London', '', '', $1)`,
      [at, address],
    );
  await again('2026-03-09T15:00:00Z', 'a');
  await again('2026-03-09T16:00:00Z', 'b');
  await again('2026-03-10T16:00:00Z', 'c');
  await again('2026-04-05T16:00:00Z', 'c');
  expect(await asked()).toBe(19);
  await app.get(SignUps).tidy();
  expect(await app.dataSource.query('select address from sign_up')).toEqual([{ address: 'c' }]);
  expect(await asked()).toBe(19);
  await app.at('2026-04-13T12:00:00Z');
  await app.get(SignUps).tidy();
  await app.get(SignUps).tidy();
  expect(await app.dataSource.query('select 1 from sign_up')).toEqual([]);
  expect(await asked()).toBe(19);
});
