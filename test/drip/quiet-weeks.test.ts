import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { Plan } from '../../src/drip/plan.js';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { Dispatch } from '../../src/mail/dispatch.js';
import type { OpenLesson } from '../../src/progress/open-lesson.js';
import { Reminders } from '../../src/progress/reminders.js';
import { CentreCare } from '../../src/staff/centre-care.service.js';
import { commandLine } from '../../src/staff/audit.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { enrol, makeMember, makeProgramme } from '../support/factories.js';
import type { Slot } from '../../src/enrolments/cadence.js';
import { handedOver, lessonRows, lessonsOf } from '../support/lesson-rows.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  await makeProgramme(app, { slug: 'six', lessons: 6 });
});
afterEach(async () => {
  for (const table of ['delivery', 'outcome', 'enrolment', 'cadence', 'quiet_week'])
    await app.dataSource.query(`delete from ${table}`);
});
afterAll(() => app.stop());

const START = new Date('2026-12-14T00:00:00Z');
const END = new Date('2027-01-24T18:00:00Z');

const quiet = (firstDay: string, lastDay: string) =>
  app.get(CentreCare).addQuietWeek({ label: 'Christmas', firstDay, lastDay }, commandLine);
const quietRow = (firstDay: string, lastDay: string) =>
  app.dataSource.query(`insert into quiet_week (label, first_day, last_day) values ('Christmas', $1, $2)`, [
    firstDay,
    lastDay,
  ]);
async function plan(at: string): Promise<void> {
  await app.at(at);
  await app.get(Plan).tick(0);
}
const nextOf = async (id: string) => {
  const [row] = await app.dataSource.query<[{ next: Date }]>(
    'select next_due_at as next from cadence where member_id = $1',
    [id],
  );
  return row.next.toISOString();
};

/** A member's slots of these six weeks, without those from 24 December to 3 January, counted day by day. */
function slotsOf({ weekday, time, zone }: Slot): Date[] {
  const days = Array.from({ length: 45 }, (_, n) => DateTime.fromISO(`2026-12-13T${time}`, { zone }).plus({ days: n }));
  const open = days.filter((day) => day.toISODate()! < '2026-12-24' || day.toISODate()! > '2027-01-03');
  const slots = open.filter((day) => day.weekday === weekday).map((day) => day.toJSDate());
  return slots.filter((at) => at > START && at <= END);
}

test('over the new year, in every zone, nobody gets anything in it, loses a step or gets a burst', async () => {
  await app.at(START.toISOString());
  // 24 December is a Thursday. What is planned on the 23rd in Auckland is sent there while London still has the 22nd.
  const zones = ['Europe/London', 'America/Los_Angeles', 'Pacific/Auckland', 'Pacific/Kiritimati', 'Asia/Kathmandu'];
  const slots = new Map<string, Slot>();
  for (const zone of zones)
    for (const weekday of [3, 4, 7])
      for (const time of ['07:00', '19:30']) {
        const { id } = await makeMember(app, { takes: ['six'], slot: { weekday, time, zone } });
        slots.set(id, { weekday, time, zone });
      }
  await quiet('2026-12-24', '2027-01-01');
  await quiet('2027-01-02', '2027-01-03');
  const instants = new Set([...slots.values()].flatMap(slotsOf).map((at) => at.toISOString()));
  for (let at = START; at <= END; at = new Date(at.getTime() + 24 * 3600_000)) instants.add(at.toISOString());
  for (const at of [...instants].sort()) {
    await plan(at);
    await handedOver(app);
  }
  const rows = await app.dataSource.query<{ member: string; step: string; dueAt: Date; zone: string }[]>(
    `select d.recipient_id as member, s.slug as step, d.due_at as "dueAt", d.zone
     from delivery d join step s on s.id = d.part_id order by d.recipient_id, d.due_at`,
  );
  const members = Map.groupBy(rows, ({ member }) => member);
  expect(members.size).toBe(30);
  for (const [member, lessons] of members) {
    const steps = ['six-1', 'six-2', 'six-3', 'six-4', 'six-5', 'six-6'];
    expect(lessons.map(({ step }) => step)).toEqual(steps.slice(0, lessons.length));
    expect(lessons.map(({ dueAt }) => dueAt)).toEqual(slotsOf(slots.get(member)!));
  }
});

test('days added while a slot is near move it; those who join then start after them', async () => {
  await app.at('2026-12-21T00:00:00Z');
  const { id } = await makeMember(app, { takes: ['six'] });
  expect(await nextOf(id)).toBe('2026-12-22T09:00:00.000Z');
  await quiet('2026-12-22', '2026-12-29');
  expect(await nextOf(id)).toBe('2027-01-05T09:00:00.000Z');
  const { id: later } = await makeMember(app);
  await enrol(app, later, 'six');
  expect(await nextOf(later)).toBe('2027-01-05T09:00:00.000Z');
  const slot = { weekday: 4, time: '10:00', zone: 'Europe/London' };
  await app.dataSource.transaction((db) => app.get(Enrolments).setSlot(db, later, slot));
  expect(await nextOf(later)).toBe('2026-12-31T10:00:00.000Z');
});

test('a slot that nobody moved passes unused all the same, as does one after an outage', async () => {
  await app.at('2026-12-14T00:00:00Z');
  const { id } = await makeMember(app, { takes: ['six'] });
  await plan('2026-12-15T09:00:00Z');
  await handedOver(app);
  await quietRow('2026-12-20', '2027-01-03');
  await plan('2026-12-22T09:00:00Z');
  expect(await lessonsOf(app, id)).toEqual(['six-1 sent 12-15T09:00']);
  expect(await nextOf(id)).toBe('2027-01-05T09:00:00.000Z');
  await app.dataSource.query(`update cadence set next_due_at = '2026-12-22T09:00:00Z'`);
  await plan('2026-12-30T09:00:00Z');
  await plan('2027-01-05T09:00:00Z');
  expect(await lessonsOf(app, id)).toEqual(['six-1 sent 12-15T09:00', 'six-2 planned 01-05T09:00']);
});

test('what is planned before them and not sent by then waits for the slot after them', async () => {
  await app.at('2026-12-14T00:00:00Z');
  const slot = { weekday: 3, time: '19:00', zone: 'Europe/London' };
  const { id } = await makeMember(app, { takes: ['six'], slot });
  await quiet('2026-12-24', '2027-01-03');
  await plan('2026-12-23T19:00:00Z');
  const [row] = await app.dataSource.query<[{ expires: Date }]>('select expires_at as expires from delivery');
  expect(row.expires).toEqual(new Date('2026-12-24T00:00:00Z'));
  await app.at('2026-12-24T08:00:00Z');
  await app.get(Dispatch).tick();
  expect((await lessonRows(app, id)).map(({ state }) => state)).toEqual(['expired']);
  await plan('2027-01-06T19:00:00Z');
  expect(await lessonsOf(app, id)).toEqual(['six-1 planned 01-06T19:00']);
});

test('a reminder waits for the day after them, whenever it was asked for', async () => {
  await app.at('2026-12-14T00:00:00Z');
  const reminder = (due: string, subject: number) =>
    app.dataSource.query(
      `insert into delivery (kind, subject_id, recipient_id, address_hash, urgent, zone, due_at, expires_at, next_try_at)
       values ('reminder', $2, 1, 'x', false, 'Europe/London', $1, $1, $1)`,
      [due, subject],
    );
  const { id: memberId } = await makeMember(app, { takes: ['six'] });
  await reminder('2026-12-23T09:00:00Z', 1);
  await reminder('2026-12-24T09:00:00Z', 2);
  await quietRow('2027-01-04', '2027-01-05');
  await quiet('2026-12-24', '2027-01-03');
  const rows = await app.dataSource.query<{ due: Date; next: Date; expires: Date }[]>(
    'select due_at as due, next_try_at as next, expires_at as expires from delivery order by subject_id',
  );
  expect(rows.map(({ due }) => due.toISOString())).toEqual(['2026-12-23T09:00:00.000Z', '2027-01-06T09:00:00.000Z']);
  const lesson = { enrolmentId: '3', stepId: '1', memberId, zone: 'Europe/London', time: '09:00' } as OpenLesson;
  await app.dataSource.transaction((db) => app.get(Reminders).plan(db, lesson, '2026-12-31'));
  const [late] = await app.dataSource.query<object[]>('select due_at as due from delivery where subject_id = 3');
  expect(late).toEqual({ due: new Date('2027-01-06T09:00:00Z') });
  expect(rows[1]).toMatchObject({ next: rows[1]!.due, expires: new Date('2027-01-08T09:00:00Z') });
});
