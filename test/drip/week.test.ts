import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { Links } from '../../src/links/links.js';
import { Plan } from '../../src/drip/plan.js';
import { Leaving } from '../../src/members/leaving.service.js';
import { Answering } from '../../src/progress/answering.service.js';
import { quiet, startApp, type TestApp } from '../support/app.js';
import { makeDeliveries, registerNotes, states } from '../support/deliveries.js';
import { makeMember, makeProgramme, TUESDAY } from '../support/factories.js';
import { lessonRows, lessonsOf } from '../support/lesson-rows.js';
import { visit } from '../support/pages.js';
import { startSmtp, type Relayed } from '../support/smtp.js';
import { until } from '../support/until.js';

let app: TestApp;
let relay: Relayed;
beforeAll(async () => {
  relay = await startSmtp();
  app = await startApp({ SMTP_URL: relay.url, SMTP_CONNECTIONS: '2' });
  await makeProgramme(app, { slug: 'five', lessons: 5 });
});
beforeEach(async () => {
  await app.dataSource.query('truncate delivery, enrolment, cadence cascade');
  await app.at('2026-03-16T00:00:00Z');
});
afterAll(async () => {
  await app.stop();
  await relay.stop();
});

async function tick(at: string): Promise<void> {
  await app.at(at);
  await app.tick();
}
/** What a member was mailed, of a kind: the readable part, in one line each. */
const mailed = (address: string, kind = 'lesson') =>
  relay.received
    .filter(({ to, source }) => to === address && source.includes(`:${kind}:`))
    .map(({ source }) => source.replaceAll(/=\r\n/g, '').replaceAll(/\s+/g, ' '));

test('ticks run twice mail a lesson once, and the next a week later', async () => {
  const { id, address } = await makeMember(app, { takes: ['five'] });
  for (const at of ['2026-03-17T09:00:00Z', '2026-03-17T09:00:00Z', '2026-03-17T09:01:00Z', '2026-03-23T23:00:00Z'])
    await tick(at);
  expect(mailed(address)).toHaveLength(1);
  await tick('2026-03-24T09:00:00Z');
  expect(mailed(address)).toHaveLength(2);
  expect(await lessonsOf(app, id)).toEqual(['five-1 sent 03-17T09:00', 'five-2 sent 03-24T09:00']);
});

test('who leaves between planning and sending gets nothing, and the same lesson after coming back', async () => {
  const { id, address } = await makeMember(app, { takes: ['five'] });
  const token = app.get(Links).token('unsubscribe', id);
  await app.at('2026-03-17T09:00:00Z');
  await app.get(Plan).tick(0);
  await app.get(Leaving).leave(token);
  await app.tick();
  expect(await lessonsOf(app, id)).toEqual(['five-1 cancelled 03-17T09:00']);
  await tick('2026-03-24T09:00:00Z');
  await app.get(Leaving).undo(token);
  await tick('2026-03-31T08:00:00Z');
  expect(await lessonsOf(app, id)).toEqual(['five-1 sent 03-31T08:00']);
  expect(mailed(address)).toHaveLength(1);
});

test('who pauses, or is taken out, between planning and sending gets nothing', async () => {
  const enrolments = app.get(Enrolments);
  const db = app.dataSource.manager;
  const paused = await makeMember(app, { takes: ['five'] });
  const out = await makeMember(app, { takes: ['five'] });
  await app.at('2026-03-17T09:00:00Z');
  await app.get(Plan).tick(0);
  await enrolments.pause(db, paused.id, new Date('2026-03-20T00:00:00Z'));
  await enrolments.withdrawAll(db, out.id);
  await app.tick();
  await tick('2026-03-24T09:00:00Z');
  expect(await lessonsOf(app, paused.id)).toEqual(['five-1 sent 03-24T09:00']);
  expect(await lessonsOf(app, out.id)).toEqual(['five-1 cancelled 03-17T09:00']);
  expect(mailed(out.address)).toEqual([]);
});

test('a slot that is moved never brings two lessons in a week', async () => {
  const { id } = await makeMember(app, { takes: ['five'] });
  const wishes: [string, number][] = [
    ['2026-03-17T10:00:00Z', 3],
    ['2026-03-18T10:00:00Z', 1],
    ['2026-03-24T10:00:00Z', 5],
    ['2026-04-02T10:00:00Z', 4],
  ];
  for (let hour = 0; hour < 24 * 40; hour += 2) {
    const at = new Date(Date.UTC(2026, 2, 17, hour)).toISOString();
    await app.at(at);
    for (const [when, weekday] of wishes)
      if (when === at.replace('.000', ''))
        await app.dataSource.transaction((db) => app.get(Enrolments).setSlot(db, id, { ...TUESDAY, weekday }));
    await app.get(Plan).tick(0);
    await app.dataSource.query(`update delivery set state = 'sent' where state = 'planned'`);
  }
  const days = (await lessonRows(app, id)).map(({ dueAt }) => Date.parse(dueAt) / 86_400_000);
  expect(days.length).toBeGreaterThanOrEqual(4);
  const gaps = days.slice(1).map((day, index) => day - days[index]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(6.5);
});

test('a lesson whose fate nobody knows is named in the next mail, and in no later one', async () => {
  const { id, address } = await makeMember(app, { takes: ['five'] });
  relay.faults.push({ stage: 'dot', trouble: 'close', to: address, times: 1 });
  await tick('2026-03-17T09:00:00Z');
  expect(await lessonsOf(app, id)).toEqual(['five-1 unconfirmed 03-17T09:00']);
  await tick('2026-03-24T09:00:00Z');
  await tick('2026-03-31T08:00:00Z');
  const [, second, third] = mailed(address);
  const link = app.get(Links).url('lesson', (await lessonRows(app, id))[0]!.id);
  expect(second).toContain('Lesson five-1');
  expect(second).toContain(link);
  expect(third).toContain('Lesson five-3');
  expect(third).not.toContain(link);
});

test('a reminder comes on its day at the hour of the lessons, unless the action is done before', async () => {
  const answering = app.get(Answering);
  const [jo, sam] = [await makeMember(app, { takes: ['five'] }), await makeMember(app, { takes: ['five'] })];
  await tick('2026-03-17T09:00:00Z');
  const tokens = (await lessonRows(app)).map(({ id }) => app.get(Links).token('lesson', id));
  for (const token of tokens) await answering.setOutcome(token, 'later', '2026-03-19');
  await tick('2026-03-19T08:59:00Z');
  expect(mailed(jo.address, 'reminder')).toEqual([]);
  await answering.setOutcome(tokens[1]!, 'done');
  await tick('2026-03-19T09:00:00Z');
  await tick('2026-03-19T09:00:00Z');
  expect(mailed(jo.address, 'reminder')).toHaveLength(1);
  expect(mailed(jo.address, 'reminder')[0]).toContain('Turn the key.');
  expect(mailed(sam.address, 'reminder')).toEqual([]);
});

test('a reminder that was put off again comes once, on the later day', async () => {
  const { address } = await makeMember(app, { takes: ['five'] });
  await tick('2026-03-17T09:00:00Z');
  const [lesson] = await lessonRows(app);
  const token = app.get(Links).token('lesson', lesson!.id);
  await app.get(Answering).setOutcome(token, 'later', '2026-03-19');
  await app.get(Answering).setOutcome(token, 'later', '2026-03-20');
  await tick('2026-03-19T09:00:00Z');
  expect(mailed(address, 'reminder')).toEqual([]);
  await tick('2026-03-20T09:00:00Z');
  expect(mailed(address, 'reminder')).toHaveLength(1);
});

test('when planning fails, what is due goes out all the same', async () => {
  registerNotes(app);
  await makeDeliveries(app, 3);
  await app.dataSource.query('alter table cadence rename column next_due_at to hidden');
  await app.tick();
  await quiet(app.dataSource);
  await app.dataSource.query('alter table cadence rename column hidden to next_due_at');
  expect(await states(app)).toEqual({ sent: 3 });
});

test('what came due while nobody ran goes soon after the start, and operators see how long a tick takes', async () => {
  const { address } = await makeMember(app, { takes: ['core'] });
  const settings = { SMTP_URL: relay.url, SMTP_CONNECTIONS: '2' };
  // either of the two may be the one that sends
  await app.at('2026-03-17T09:30:00Z');
  const next = await startApp(settings, app.database, '2026-03-17T09:00:00Z', 1);
  await until(() => mailed(address).length > 0);
  const { html } = await visit(next, '/metrics');
  expect(html).toMatch(/little_steps_tick_seconds_count\{part="plan"\} [1-9]/);
  await next.stop();
});
