import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { settleAndClaim, takeOver } from '../../src/mail/claims.js';
import { Dispatch } from '../../src/mail/dispatch.js';
import { MailEvents } from '../../src/mail/events/mail-events.js';
import { MailKinds } from '../../src/mail/kinds.js';
import { takeTurn } from '../../src/mail/turn.js';
import type { Database } from '../../src/database/database.js';
import { quiet, startApp, type TestApp } from '../support/app.js';
import { endConnections, makeDatabase } from '../support/database.js';
import * as box from '../support/deliveries.js';
import { startSmtp, type Relayed } from '../support/smtp.js';
import { until } from '../support/until.js';

let app: TestApp;
let relay: Relayed;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  relay = await startSmtp(3);
  stops.push(
    () => relay.stop(),
    () => app.stop(),
  );
  box.registerNotes(app);
});
beforeEach(() => app.at('2026-03-17T09:00:00Z'));
afterEach(() => app.dataSource.query('delete from delivery'));
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

/** A service with workers, and a relay of its own. */
async function startWorking(database?: Database, over = 3): Promise<{ app: TestApp; relay: Relayed }> {
  const ownRelay = await startSmtp(over);
  const working = await startApp({ SMTP_URL: ownRelay.url, SMTP_CONNECTIONS: '3' }, database);
  box.registerNotes(working);
  stops.push(
    () => ownRelay.stop(),
    () => working.stop(),
  );
  return { app: working, relay: ownRelay };
}

/** Deliveries in one batch. */
async function batchOf(count: number, kind = 'note'): Promise<string> {
  await box.makeDeliveries(app, count, { kind });
  await app.get(Dispatch).tick();
  return (await box.openBatches(app))[0]!;
}

/** Everybody got one copy, and we know it. */
async function expectAllSentOnce(): Promise<void> {
  const all = await box.deliveries(app);
  expect(await box.states(app)).toEqual({ sent: all.length });
  expect(all.filter((one) => relay.copies(box.addressOf(one.recipientId)) !== 1)).toEqual([]);
  expect(all.every((one) => one.batchId === null && one.claimId === null && one.sentAt)).toBe(true);
}

test('a batch that runs again sends nothing again', async () => {
  const id = await batchOf(20);
  await box.runBatch(app, id, relay.url);
  await box.runBatch(app, id, relay.url);
  await expectAllSentOnce();
});

test('two workers on one batch share it, and each corrects what the other gave up', async () => {
  const id = await batchOf(120);
  const first = box.runBatch(app, id, relay.url);
  await until(async () => (await box.states(app))['sent']! > 5);
  await Promise.all([first, box.runBatch(app, id, relay.url)]);
  await expectAllSentOnce();
});

test('claimed and unsettled are never more than twice the lanes', async () => {
  const id = await batchOf(100);
  let most = 0;
  const ended = new AbortController();
  const run = box.runBatch(app, id, relay.url, { lanes: 3 }).finally(() => ended.abort());
  while (!ended.signal.aborted) most = Math.max(most, (await box.states(app))['sending'] ?? 0);
  await run;
  expect(most).toBeGreaterThan(3);
  expect(most).toBeLessThanOrEqual(6);
  await expectAllSentOnce();
});

test('a batch whose last run broke off: what was being sent is unconfirmed, the rest goes on', async () => {
  const id = await batchOf(30);
  const claim = { id: randomUUID(), batchId: id, room: 5, host: 'example.org' };
  const claimed = await settleAndClaim(app.dataSource.manager, claim, [], app.clock.now());
  expect(claimed).toHaveLength(5);
  await box.runBatch(app, id, relay.url);
  expect(await box.states(app)).toEqual({ unconfirmed: 5, sent: 25 });
  expect(claimed.map((one) => relay.copies(box.addressOf(one.recipientId)))).toEqual([0, 0, 0, 0, 0]);
});

test('a worker that was only stalled corrects its own row, and no other', async () => {
  const id = await batchOf(2);
  const db = app.dataSource.manager;
  const claim = { id: randomUUID(), batchId: id, room: 2, host: 'example.org' };
  const [one, two] = await settleAndClaim(db, claim, [], app.clock.now());
  await takeOver(db, id);
  const settled = { state: 'sent' as const, reply: '250', at: app.clock.now(), nextTryAt: null };
  const settlements = [
    { ...settled, id: one!.id, claimId: one!.claimId! },
    { ...settled, id: two!.id, claimId: randomUUID() },
  ];
  await settleAndClaim(db, { ...claim, id: randomUUID() }, settlements, app.clock.now());
  expect((await box.deliveries(app)).map(({ state }) => state)).toEqual(['sent', 'unconfirmed']);
});

test('a claim whose answer was lost is claimed anew and uses up one attempt', async () => {
  const id = await batchOf(10);
  const { clock, dataSource } = app;
  const sending = { clock, dataSource, kinds: app.get(MailKinds), events: app.get(MailEvents) };
  const claim = { id: randomUUID(), batchId: id, room: 4, host: 'example.org' };
  await takeTurn(sending, claim, [], false);
  const { claimed } = await takeTurn(sending, claim, [], true);
  expect(claimed.map(({ delivery }) => delivery.attempts)).toEqual([1, 1, 1, 1]);
  expect(new Set(claimed.map(({ delivery }) => delivery.claimId)).size).toBe(4);
  expect(await box.states(app)).toEqual({ sending: 4, planned: 6 });
});

test('a kind that fails, or that nobody here knows, does not keep back the others', async () => {
  let broken = true;
  app.get(MailKinds).register({
    kind: 'broken',
    async letters(deliveries, db) {
      if (broken) await db.query('select 1 / 0');
      return new Map(deliveries.map(({ id, recipientId }) => [id, box.noteLetter(recipientId)]));
    },
  });
  for (const kind of ['broken', 'note', 'not-known-here', 'note', 'broken']) await box.makeDeliveries(app, 6, { kind });
  await box.sendDue(app, relay.url);
  expect(await box.states(app)).toEqual({ sent: 12, deferred: 18 });

  broken = false;
  await app.at('2026-03-17T09:05:00Z');
  await box.sendDue(app, relay.url);
  expect(await box.states(app)).toEqual({ sent: 24, deferred: 6 });
});

test('a mail that cannot be composed does not keep back the others', async () => {
  let count = 0;
  box.registerNotes(app, 'odd', (to) => ({
    ...box.noteLetter(to),
    fill() {
      if (count++ % 2 === 1) throw new Error('no such blank');
      return box.noteLetter(to).fill();
    },
  }));
  await box.makeDeliveries(app, 20, { kind: 'odd' });
  await box.sendDue(app, relay.url);
  expect(await box.states(app)).toEqual({ sent: 10, deferred: 10 });
});

test('what its owner leaves out is cancelled', async () => {
  app.get(MailKinds).register({ kind: 'left-out', letters: async () => new Map() });
  await box.makeDeliveries(app, 7, { kind: 'left-out' });
  await box.sendDue(app, relay.url);
  expect(await box.states(app)).toEqual({ cancelled: 7 });
});

test('while the database comes and goes nothing is lost and nothing doubled', async () => {
  const id = await batchOf(300);
  const over = new AbortController();
  const run = box.runBatch(app, id, relay.url, { lanes: 5 }).finally(() => over.abort());
  let ended = 0;
  for (; !over.signal.aborted && ended < 6; ended++) {
    await pause(20 + Math.random() * 60);
    await endConnections(app.database);
  }
  await run;
  expect(ended).toBeGreaterThan(1);
  await expectAllSentOnce();
});

test('a worker that is told to stop finishes what it handed over and gives back the rest', async () => {
  const id = await batchOf(200);
  const stopping = new AbortController();
  const run = box.runBatch(app, id, relay.url, { lanes: 4, stopping: stopping.signal });
  await until(async () => ((await box.states(app))['sent'] ?? 0) > 20);
  stopping.abort();
  await run;
  const { sent, ...rest } = await box.states(app);
  expect(rest).toEqual({ planned: 200 - sent! });
  const waiting = (await box.deliveries(app)).filter((one) => one.state === 'planned');
  expect(waiting.every((one) => one.attempts === 0 && !one.batchId && one.nextTryAt <= app.clock.now())).toBe(true);
  await box.sendDue(app, relay.url);
  await expectAllSentOnce();
});

test('a service that is stopped in mid-batch leaves nothing unknown, and the next one goes on', async () => {
  const database = await makeDatabase();
  stops.push(() => database.stop());
  const first = await startWorking(database);
  await box.makeDeliveries(first.app, 150);
  await first.app.get(Dispatch).tick();
  await until(async () => ((await box.states(first.app))['sent'] ?? 0) > 20);
  await first.app.stop();

  const second = await startWorking(database);
  const { sent, ...rest } = await box.states(second.app);
  expect(rest).toEqual({ planned: 150 - sent! });
  await second.app.tick();
  expect(await box.states(second.app)).toEqual({ sent: 150 });
  const copies = [...first.relay.received, ...second.relay.received].map(({ to }) => to);
  expect([copies.length, new Set(copies).size]).toEqual([150, 150]);
});

test('what somebody waits for does not wait behind lessons, nor one batch for the next look into the queue', async () => {
  const working = await startWorking(undefined, 0);
  await box.makeDeliveries(working.app, 550);
  await working.app.get(Dispatch).tick();
  await until(async () => (await box.states(working.app))['sent']);
  const [urgent] = await box.makeDeliveries(working.app, 1, { urgent: true });
  await working.app.get(Dispatch).tick();
  await until(async () => (await box.deliveries(working.app, [urgent!]))[0]!.state === 'sent');
  expect((await box.states(working.app))['sent']).toBeLessThan(551);
  await quiet(working.app.dataSource);
  expect(await box.states(working.app)).toEqual({ sent: 551 });
  const [{ gap }] = await working.app.dataSource.query<[{ gap: number }]>(
    `select max(extract(epoch from started_on - ended))::float as gap from (
       select started_on, lag(completed_on) over (order by started_on) as ended from pgboss.job where name = 'mail') jobs`,
  );
  expect(gap).toBeLessThan(1);
});
