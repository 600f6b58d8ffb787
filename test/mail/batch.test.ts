import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { settleAndClaim, takeOver } from '../../src/mail/claims.js';
import { Dispatch } from '../../src/mail/dispatch.js';
import { MailKinds } from '../../src/mail/kinds.js';
import { MailWorkers } from '../../src/mail/workers.js';
import { takeTurn } from '../../src/mail/turn.js';
import { startApp, type TestApp } from '../support/app.js';
import { endConnections, makeDatabase } from '../support/database.js';
import * as box from '../support/deliveries.js';
import { startSmtp, type Relayed } from '../support/smtp.js';
import { until } from '../support/until.js';

let app: TestApp;
let relay: Relayed;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  relay = await startSmtp(3);
  box.registerNotes(app);
});
beforeEach(() => app.at('2026-03-17T09:00:00Z'));
afterEach(() => app.dataSource.query('delete from delivery'));
afterAll(async () => {
  await app.stop();
  await relay.stop();
});

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
  let running = true;
  const run = box.runBatch(app, id, relay.url, { lanes: 3 }).finally(() => (running = false));
  while (running) most = Math.max(most, (await box.states(app))['sending'] ?? 0);
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
    { ...settled, id: one!.id, claimId: claim.id },
    { ...settled, id: two!.id, claimId: randomUUID() },
  ];
  await settleAndClaim(db, { ...claim, id: randomUUID() }, settlements, app.clock.now());
  expect((await box.deliveries(app)).map(({ state }) => state)).toEqual(['sent', 'unconfirmed']);
});

test('a claim whose answer was lost is claimed anew and uses up one attempt', async () => {
  const id = await batchOf(10);
  const { clock, dataSource } = app;
  const sending = { clock, dataSource, kinds: app.get(MailKinds) };
  const claim = { id: randomUUID(), batchId: id, room: 4, host: 'example.org' };
  await takeTurn(sending, claim, [], false);
  const { claimed } = await takeTurn(sending, claim, [], true);
  expect(claimed.map(({ delivery }) => delivery.attempts)).toEqual([1, 1, 1, 1]);
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
  box.registerNotes(app, 'odd', (to) => ({
    ...box.noteLetter(to),
    fill: () => {
      if (BigInt(to) % 2n) throw new Error('no such blank');
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
  let running = true;
  const run = box.runBatch(app, id, relay.url, { lanes: 5 }).finally(() => (running = false));
  let ended = 0;
  for (; running && ended < 6; ended++) {
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
  const settings = { SMTP_URL: relay.url, SMTP_CONNECTIONS: '3' };
  const first = await startApp(settings, database);
  box.registerNotes(first);
  await box.makeDeliveries(first, 150);
  await first.get(Dispatch).tick();
  await until(async () => ((await box.states(first))['sent'] ?? 0) > 20);
  await first.stop();

  const second = await startApp(settings, database);
  box.registerNotes(second);
  const { sent, ...rest } = await box.states(second);
  expect(rest).toEqual({ planned: 150 - sent! });
  await second.tick();
  expect(await box.states(second)).toEqual({ sent: 150 });
  const all = await box.deliveries(second);
  expect(all.filter((one) => relay.copies(box.addressOf(one.recipientId)) !== 1)).toEqual([]);
  await second.stop();
  await database.stop();
});

test('a lane for what somebody waits for, whatever else is under way', async () => {
  const working = await startApp({ SMTP_URL: relay.url, SMTP_CONNECTIONS: '1' });
  box.registerNotes(working);
  await box.makeDeliveries(working, 400);
  await working.get(Dispatch).tick();
  await until(async () => ((await box.states(working))['sent'] ?? 0) > 0);
  const [urgent] = await box.makeDeliveries(working, 1, { urgent: true });
  await working.get(Dispatch).tick();
  await until(async () => (await box.deliveries(working, [urgent!]))[0]!.state === 'sent');
  expect((await box.states(working))['sent']).toBeLessThan(400);
  expect(working.get(MailWorkers).sender.host).toBe('localhost');
  await working.stop();
});
