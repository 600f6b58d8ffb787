import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Links } from '../../src/links/links.js';
import { settleAndClaim } from '../../src/mail/claims.js';
import { Dispatch } from '../../src/mail/dispatch.js';
import { Outbox } from '../../src/mail/outbox.js';
import { startApp, type TestApp } from '../support/app.js';
import * as box from '../support/deliveries.js';
import { startSmtp, type Relayed } from '../support/smtp.js';

let app: TestApp;
let other: TestApp;
let relay: Relayed;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  other = await startApp({ ROLE: 'web' }, app.database);
  relay = await startSmtp();
  box.registerNotes(app);
});
beforeEach(() => Promise.all([app.at('2026-03-17T09:00:00Z'), other.at('2026-03-17T09:00:00Z')]));
afterEach(async () => {
  await app.dataSource.query('delete from delivery');
  await app.dataSource.query('delete from pgboss.job');
});
afterAll(async () => {
  await other.stop();
  await app.stop();
  await relay.stop();
});

const jobs = () =>
  app.dataSource.query<{ id: string; name: string }[]>(
    `select id, name from pgboss.job where name in ('mail', 'urgent-mail') and state = 'created'`,
  );
const hours = (from: string, more: number) => new Date(new Date(from).getTime() + more * 3600_000);

test('run twice, what is due is in one batch once', async () => {
  await box.makeDeliveries(app, 3);
  expect(await app.get(Dispatch).tick()).toBe(3);
  expect(await app.get(Dispatch).tick()).toBe(0);
  expect((await jobs()).map(({ id }) => id)).toEqual(await box.openBatches(app));
});

test('two instances at once: every delivery is in one batch, and every batch has its job', async () => {
  await box.makeDeliveries(app, 2300);
  const sizes = await Promise.all([app.get(Dispatch).tick(), other.get(Dispatch).tick()]);
  expect(sizes[0] + sizes[1]).toBe(2300);
  const batches = await box.openBatches(app);
  expect((await jobs()).map(({ id }) => id).sort()).toEqual(batches.sort());
  expect((await box.deliveries(app)).every((one) => one.batchId)).toBe(true);
});

test('what is due later stays, and what somebody waits for has a queue of its own', async () => {
  await box.makeDeliveries(app, 2, { nextTryAt: new Date('2026-03-17T09:01:00Z') });
  await box.makeDeliveries(app, 1, { urgent: true });
  expect(await app.get(Dispatch).tick()).toBe(1);
  expect((await jobs()).map(({ name }) => name)).toEqual(['urgent-mail']);
});

test('a batch whose job is gone: what was being sent is unconfirmed, the rest goes on', async () => {
  await box.makeDeliveries(app, 10);
  await app.get(Dispatch).tick();
  const [batchId] = await box.openBatches(app);
  const claim = { id: randomUUID(), batchId: batchId!, room: 4, host: 'example.org' };
  await settleAndClaim(app.dataSource.manager, claim, [], app.clock.now());
  expect(await app.get(Dispatch).tick()).toBe(0);
  expect(await box.states(app)).toEqual({ sending: 4, planned: 6 });

  await app.dataSource.query(`update pgboss.job set state = 'failed' where id = $1`, [batchId]);
  expect(await app.get(Dispatch).tick()).toBe(6);
  await box.sendDue(app, relay.url);
  expect(await box.states(app)).toEqual({ unconfirmed: 4, sent: 6 });
});

test('in the night mail waits for seven in the morning of its zone, unless it has none', async () => {
  const zone = 'Europe/London';
  await app.at('2026-03-28T20:00:00Z');
  const due = { dueAt: app.clock.now(), nextTryAt: app.clock.now() };
  const [night] = await box.makeDeliveries(app, 1, { ...due, zone });
  const [day] = await box.makeDeliveries(app, 1, { ...due, zone: 'America/New_York' });
  const [any] = await box.makeDeliveries(app, 1, due);
  await box.sendDue(app, relay.url);
  expect((await box.deliveries(app, [day!, any!])).map(({ state }) => state)).toEqual(['sent', 'sent']);
  const [waiting] = await box.deliveries(app, [night!]);
  expect(waiting!.state).toBe('planned');
  // The clocks go forward in this night.
  expect(waiting!.nextTryAt).toEqual(new Date('2026-03-29T06:00:00Z'));
});

test('a batch that is worked on only at night sends nothing and waits for the morning', async () => {
  await app.at('2026-03-17T19:59:00Z');
  const due = { dueAt: app.clock.now(), nextTryAt: app.clock.now(), zone: 'Europe/London' };
  const ids = await box.makeDeliveries(app, 3, due);
  await app.get(Dispatch).tick();
  const [batchId] = await box.openBatches(app);
  await app.at('2026-03-17T20:00:00Z');
  await box.runBatch(app, batchId!, relay.url);
  await app.get(Dispatch).tick();
  const rows = await box.deliveries(app, ids);
  expect(rows.every((one) => one.state === 'planned' && !one.batchId)).toBe(true);
  for (const { nextTryAt } of rows) expect(nextTryAt).toEqual(new Date('2026-03-18T07:00:00Z'));
});

test('a retry never falls into the night', async () => {
  await app.at('2026-03-17T19:59:00Z');
  relay.faults.push({ stage: 'rcpt', trouble: 'later' });
  const [id] = await box.makeDeliveries(app, 1, {
    zone: 'Europe/London',
    dueAt: app.clock.now(),
    nextTryAt: app.clock.now(),
  });
  await box.sendDue(app, relay.url);
  relay.faults.length = 0;
  const [row] = await box.deliveries(app, [id!]);
  expect([row!.state, row!.nextTryAt]).toEqual(['deferred', new Date('2026-03-18T07:00:00Z')]);
});

test('late mail expires, whatever kept it, and its last try is before', async () => {
  const [id] = await box.makeDeliveries(app, 1);
  relay.faults.push({ stage: 'rcpt', trouble: 'later' });
  const start = '2026-03-17T09:00:00Z';
  let tries = 0;
  for (let minute = 0; minute <= 48 * 60 + 15; minute += 15) {
    await app.at(hours(start, minute / 60).toISOString());
    await box.sendDue(app, relay.url, { lanes: 1 });
    const [row] = await box.deliveries(app, [id!]);
    tries = Math.max(tries, row!.attempts);
    if (row!.state === 'expired') {
      expect(minute).toBe(48 * 60);
      break;
    }
  }
  relay.faults.length = 0;
  expect((await box.deliveries(app, [id!]))[0]!.state).toBe('expired');
  expect(tries).toBeGreaterThan(12);
  expect(tries).toBeLessThan(25);
});

test('what is not due stays where it is', async () => {
  await box.makeDeliveries(app, 2000, { nextTryAt: new Date('2026-04-01T09:00:00Z') });
  expect(await app.get(Dispatch).tick()).toBe(0);
  expect(await jobs()).toEqual([]);
});

test('mail of the moment: row and job come together or not at all, and two at once are one round each', async () => {
  const outbox = app.get(Outbox);
  const post = {
    kind: 'note',
    subjectId: '7',
    recipientId: '7',
    addressHash: app.get(Links).addressHash('a'),
    hours: 1,
  };
  await app.dataSource.transaction((db) => outbox.post(db, post));
  const broken = app.dataSource.transaction(async (db) => {
    await outbox.post(db, post);
    throw new Error('no');
  });
  await expect(broken).rejects.toThrow('no');
  await Promise.all([1, 2].map(() => app.dataSource.transaction((db) => outbox.post(db, post))));
  const rows = await box.deliveries(app);
  expect(rows.map(({ round }) => round)[0]).toBe(0);
  expect(rows.length).toBeGreaterThanOrEqual(2);
  const ids = (await jobs()).map(({ id }) => id);
  expect(rows.every((row) => row.batchId && ids.includes(row.batchId))).toBe(true);
  for (const id of await box.openBatches(app)) await box.runBatch(app, id, relay.url);
  expect(await box.states(app)).toEqual({ sent: rows.length });
});
