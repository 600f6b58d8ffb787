import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { Plan } from '../../src/drip/plan.js';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { Dispatch } from '../../src/mail/dispatch.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeProgramme, publish } from '../support/factories.js';
import { handedOver, lessonRows, lessonsOf } from '../support/lesson-rows.js';

let app: TestApp;
let other: TestApp;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  other = await startApp({ ROLE: 'web' }, app.database);
  await makeProgramme(app, { slug: 'six', lessons: 6 });
});
afterEach(async () => {
  await app.dataSource.query('delete from delivery');
  await app.dataSource.query('delete from enrolment');
  await app.dataSource.query('delete from cadence');
  await app.at('2026-03-16T00:00:00Z');
});
afterAll(async () => {
  await other.stop();
  await app.stop();
});

/** Plans at an instant; without a spread, so that the slot itself is seen. */
async function plan(at: string, spread = 0): Promise<number> {
  await app.at(at);
  return app.get(Plan).tick(spread);
}
const slotOf = async (memberId: string) => {
  const [row] = await app.dataSource.query<[{ next: Date | null; last: Date | null }]>(
    'select next_due_at as next, last_due_at as last from cadence where member_id = $1',
    [memberId],
  );
  return { next: row.next?.toISOString(), last: row.last?.toISOString() };
};

test('run twice, a slot has one lesson, and the next slot is a week on', async () => {
  const { id } = await makeMember(app, { takes: ['six'] });
  expect(await plan('2026-03-17T08:59:59Z')).toBe(0);
  expect(await plan('2026-03-17T09:00:00Z')).toBe(1);
  expect(await plan('2026-03-17T09:00:00Z')).toBe(0);
  expect(await lessonsOf(app, id)).toEqual(['six-1 planned 03-17T09:00']);
  expect(await slotOf(id)).toEqual({ next: '2026-03-24T09:00:00.000Z', last: '2026-03-17T09:00:00.000Z' });
});

test('two instances at once plan each member once', async () => {
  const members = await Promise.all(Array.from({ length: 60 }, () => makeMember(app, { takes: ['six'] })));
  for (const at of ['2026-03-17T09:00:00Z', '2026-03-24T09:00:00Z']) {
    await app.at(at);
    await other.at(at);
    const counts = await Promise.all([app, other, app, other].map((one) => one.get(Plan).tick(15)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(60);
    await handedOver(app);
  }
  const rows = await lessonRows(app);
  expect(rows).toHaveLength(120);
  for (const { id } of members)
    expect(await lessonsOf(app, id)).toEqual(['six-1 sent 03-17T09:00', 'six-2 sent 03-24T09:00']);
});

test.each([
  ['30 hours', '2026-03-18T15:00:00Z', ['six-1 planned 03-17T09:00'], '2026-03-24'],
  ['48 hours', '2026-03-19T09:00:00Z', [], '2026-03-24'],
  ['three days', '2026-03-20T09:00:00Z', [], '2026-03-24'],
  ['eight days', '2026-03-25T09:00:00Z', ['six-1 planned 03-24T09:00'], '2026-03-31'],
  ['three weeks', '2026-04-07T10:00:00Z', ['six-1 planned 04-07T08:00'], '2026-04-14'],
  ['three weeks and three days', '2026-04-10T10:00:00Z', [], '2026-04-14'],
])('after an outage of %s: at the most one lesson, then the weekly rhythm', async (_, at, lessons, next) => {
  const { id } = await makeMember(app, { takes: ['six'] });
  await plan(at);
  await plan(at);
  expect(await lessonsOf(app, id)).toEqual(lessons);
  expect((await slotOf(id)).next).toMatch(next);
});

test('a lesson that was planned before an outage and not sent comes first after it', async () => {
  const { id } = await makeMember(app, { takes: ['six'] });
  await plan('2026-03-17T09:00:00Z');
  await app.get(Dispatch).tick();
  await plan('2026-03-25T09:00:00Z');
  expect(await lessonsOf(app, id)).toEqual(['six-1 planned 03-24T09:00']);
});

test('09:00 stays 09:00 when the clocks change, in every zone', async () => {
  for (const zone of [
    'Europe/London',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Kathmandu',
  ])
    await makeMember(app, { takes: ['six'], slot: { weekday: 7, time: '09:00', zone } });
  for (let hour = 0; hour < 24 * 7 * 5; hour += 6) {
    await plan(new Date(Date.UTC(2026, 2, 16, hour)).toISOString());
    await handedOver(app);
  }
  const rows = await app.dataSource.query<{ dueAt: Date; zone: string }[]>(
    'select due_at as "dueAt", zone from delivery order by recipient_id, due_at',
  );
  expect(rows.length).toBeGreaterThanOrEqual(5 * 4);
  for (const { dueAt, zone } of rows) expect(DateTime.fromJSDate(dueAt, { zone }).toFormat('c HH:mm')).toBe('7 09:00');
});

test('a slot is spread over minutes, the same member at the same minute, and never into the night', async () => {
  for (let i = 0; i < 40; i++) await makeMember(app, { takes: ['six'] });
  const { id: late } = await makeMember(app, {
    takes: ['six'],
    slot: { weekday: 2, time: '19:55', zone: 'Europe/London' },
  });
  const minutes = async () =>
    new Map(
      (await lessonRows(app)).map((row) => [
        row.memberId,
        (Date.parse(row.nextTryAt) - Date.parse(row.dueAt)) / 60_000,
      ]),
    );
  await plan('2026-03-17T19:55:00Z', 15);
  const first = await minutes();
  expect(new Set(first.values()).size).toBeGreaterThan(10);
  expect(Math.min(...first.values())).toBeGreaterThanOrEqual(0);
  expect(Math.max(...first.values())).toBeLessThan(15);
  expect(first.get(late)).toBeLessThan(5);

  await handedOver(app);
  await app.dataSource.query('delete from delivery');
  await plan('2026-03-24T19:55:00Z', 15);
  expect(await minutes()).toEqual(first);
});

test('while paused, slots pass unused; afterwards it goes on where it was', async () => {
  const { id } = await makeMember(app, { takes: ['six'] });
  const enrolments = app.get(Enrolments);
  await plan('2026-03-17T09:00:00Z');
  await handedOver(app);
  await enrolments.pause(app.dataSource.manager, id, new Date('2026-04-01T00:00:00Z'));
  await plan('2026-03-24T09:00:00Z');
  await plan('2026-03-31T08:00:00Z');
  expect(await lessonsOf(app, id)).toEqual(['six-1 sent 03-17T09:00']);
  await plan('2026-04-07T08:00:00Z');
  await handedOver(app);
  await enrolments.pause(app.dataSource.manager, id, new Date('2026-05-01T00:00:00Z'));
  await plan('2026-04-14T08:00:00Z');
  await enrolments.pause(app.dataSource.manager, id, null);
  await plan('2026-04-21T08:00:00Z');
  expect(await lessonsOf(app, id)).toEqual([
    'six-1 sent 03-17T09:00',
    'six-2 sent 04-07T08:00',
    'six-3 planned 04-21T08:00',
  ]);
});

test.each(['expired', 'cancelled', 'refused'])(
  'what is %s returns to planned at the next slot, as the same row',
  async (state) => {
    const { id } = await makeMember(app, { takes: ['six'] });
    await plan('2026-03-17T09:00:00Z');
    const [before] = await lessonRows(app, id);
    await handedOver(app, state);
    await plan('2026-03-24T09:00:00Z');
    const [after, ...more] = await lessonRows(app, id);
    expect(more).toEqual([]);
    expect(after).toEqual({
      ...before,
      state: 'planned',
      dueAt: '2026-03-24T09:00:00.000Z',
      nextTryAt: '2026-03-24T09:00:00.000Z',
    });
    const [row] = await app.dataSource.query<[object]>('select attempts, reply, claim_id from delivery where id = $1', [
      after!.id,
    ]);
    expect(row).toEqual({ attempts: 0, reply: null, claim_id: null });
  },
);

test.each(['sent', 'unconfirmed', 'bounced', 'sending'])('what is %s is not planned again', async (state) => {
  const { id } = await makeMember(app, { takes: ['six'] });
  await plan('2026-03-17T09:00:00Z');
  await handedOver(app, state);
  await plan('2026-03-24T09:00:00Z');
  expect(await lessonsOf(app, id)).toEqual([`six-1 ${state} 03-17T09:00`, 'six-2 planned 03-24T09:00']);
});

test('who has left gets nothing planned, and goes on after coming back', async () => {
  const { id, addressHash } = await makeMember(app, { takes: ['six'] });
  await app.get(Suppressions).suppress(addressHash, 'unsubscribed');
  await plan('2026-03-17T09:00:00Z');
  expect(await lessonsOf(app, id)).toEqual([]);
  await app.get(Suppressions).lift(addressHash, ['unsubscribed']);
  await plan('2026-03-24T09:00:00Z');
  expect(await lessonsOf(app, id)).toEqual(['six-1 planned 03-24T09:00']);
});

test('a revision published after planning changes nothing of what was planned', async () => {
  const programme = await makeProgramme(app, { lessons: 2 });
  const { id } = await makeMember(app, { takes: [programme.slug] });
  await plan('2026-03-17T09:00:00Z');
  const content = () =>
    app.dataSource.query<[{ content_id: string }]>('select content_id from delivery where recipient_id = $1', [id]);
  const [planned] = await content();
  await publish(app, programme, [{ title: 'title: Said anew' }, {}]);
  await plan('2026-03-17T09:01:00Z');
  expect(await content()).toEqual([planned]);
  await handedOver(app, 'expired');
  await plan('2026-03-24T09:00:00Z');
  expect(await content()).not.toEqual([planned]);
});

test('the last lesson, then the closing mail, and no slot after it', async () => {
  const { slug } = await makeProgramme(app, { lessons: 2, closing: 'Well done.' });
  const { id } = await makeMember(app, { takes: [slug] });
  for (const day of ['2026-03-17T09:00:00Z', '2026-03-24T09:00:00Z', '2026-03-31T08:00:00Z', '2026-04-07T08:00:00Z']) {
    await plan(day);
    await plan(day);
    await handedOver(app);
  }
  expect(await lessonsOf(app, id)).toHaveLength(2);
  const closings = await app.dataSource.query<{ due_at: Date }[]>(`select due_at from delivery where kind = 'closing'`);
  expect(closings).toEqual([{ due_at: new Date('2026-03-31T08:00:00Z') }]);
  const [enrolment] = await app.dataSource.query<[object]>(
    `select state, finished_at from enrolment e join programme p on p.id = programme_id and slug = $1`,
    [slug],
  );
  expect(enrolment).toEqual({ state: 'finished', finished_at: new Date('2026-03-31T08:00:00Z') });
});

test('programmes side by side take turns', async () => {
  const one = await makeProgramme(app, { slug: 'one', lessons: 3 });
  await makeProgramme(app, { slug: 'two', lessons: 2 });
  const { id } = await makeMember(app, { takes: [one.slug, 'two'] });
  for (let week = 0; week < 6; week++) {
    await plan(new Date(Date.UTC(2026, 2, 17 + 7 * week, 9)).toISOString());
    await handedOver(app);
  }
  const steps = (await lessonRows(app, id)).map(({ step }) => step);
  expect(steps).toEqual(['one-1', 'two-1', 'one-2', 'two-2', 'one-3']);
});

test('the step for one’s line of work takes the slot after the thirteenth lesson, once that has come', async () => {
  const sector = (await app.get(Enrolments).programme(app.dataSource.manager, 'sectors', 'programme')).id;
  const { id } = await makeMember(app, { takes: ['core'], sector: 'legal' });
  const { id: none } = await makeMember(app, { takes: ['core'], sector: 'other' });
  for (let week = 0; week < 16; week++) {
    await plan(new Date(Date.UTC(2026, 2, 17 + 7 * week, 10)).toISOString());
    await handedOver(app);
  }
  const steps = (await lessonRows(app, id)).map(({ step }) => step);
  expect(steps.indexOf('sec-legal-completion')).toBe(13);
  expect(new Set(steps).size).toBe(16);
  const without = (await lessonRows(app, none)).map(({ step }) => step);
  expect(without.some((step) => step.startsWith('sec-'))).toBe(false);
  expect(without).toHaveLength(16);
  const states = await app.dataSource.query<object[]>(
    'select member_id, state from enrolment where programme_id = $1 and member_id = any($2) order by member_id',
    [sector, [id, none]],
  );
  expect(states).toEqual([
    { member_id: id, state: 'finished' },
    { member_id: none, state: 'finished' },
  ]);
});

test('a step that retires is passed over, and one that moves keeps what has come', async () => {
  const programme = await makeProgramme(app, { lessons: 3 });
  const { slug } = programme;
  const { id } = await makeMember(app, { takes: [slug] });
  await plan('2026-03-17T09:00:00Z');
  await handedOver(app);
  await app.dataSource.query('update step set retired_at = now() where slug = $1', [`${slug}-2`]);
  await app.dataSource.query('update step set position = 9 where slug = $1', [`${slug}-1`]);
  await plan('2026-03-24T09:00:00Z');
  expect((await lessonRows(app, id)).map(({ step }) => step)).toEqual([`${slug}-1`, `${slug}-3`]);
});
