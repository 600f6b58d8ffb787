import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HandOver } from '../../src/mail/lane.js';
import { FAILURES, isIll, probePause, tooManyOurs } from '../../src/mail/relays/breaker.js';
import { Breakers } from '../../src/mail/relays/breakers.js';
import { OursAlarm } from '../../src/mail/relays/ours-alarm.js';
import { MailWorkers } from '../../src/mail/workers.js';
import { StatusService } from '../../src/stats/status.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { addressOf, deliveries, makeDeliveries, registerNotes, sendDue, states } from '../support/deliveries.js';
import { visit } from '../support/pages.js';
import { startSmtp, type Relayed } from '../support/smtp.js';

let app: TestApp;
let other: TestApp;
let relay: Relayed;
let spare: Relayed;
let now = new Date('2026-03-17T09:00:00Z').getTime();
const later = async (minutes: number) => {
  now += minutes * 60_000;
  for (const one of [app, other]) await one.at(new Date(now).toISOString());
};

beforeAll(async () => {
  [relay, spare] = [await startSmtp(), await startSmtp()];
  const settings = { ROLE: 'web', SMTP_URL: relay.url };
  app = await startApp(settings);
  other = await startApp(settings, app.database);
  for (const one of [app, other]) registerNotes(one);
});
beforeEach(async () => {
  for (const one of [relay, spare]) one.faults.length = 0;
  await app.dataSource.query('delete from mail_event; delete from delivery; delete from relay_minute');
  await app.dataSource.query(`update relay set opened_at = null, failures = 0, times_opened = 0, probe_at = null`);
  await later(60 * 24);
  for (const one of [app, other]) await one.get(Breakers).refresh(true);
});
afterAll(async () => {
  await other.stop();
  await app.stop();
  await Promise.all([relay.stop(), spare.stop()]);
});

const breaker = async ({ port }: Relayed) =>
  (await app.get(StatusService).read()).relays.find(({ name }) => name === `127.0.0.1:${port}`)!;
const both = (lanes = 3) => Promise.all([app, other].map((one) => sendDue(one, relay.url, { lanes })));

test('a relay that cannot be reached is left alone, one mail of all instances tries, and then all goes on', async () => {
  relay.faults.push({ stage: 'connect', trouble: 'close' });
  const ids = await makeDeliveries(app, 40);
  await sendDue(app, relay.url, { lanes: 3 });
  expect(await breaker(relay)).toMatchObject({ state: 'closed', failures: 3 });
  await later(2);
  await sendDue(app, relay.url, { lanes: 3 });
  expect(await breaker(relay)).toMatchObject({
    state: 'open',
    reason: 'ill',
    triesAt: new Date(now + 60_000).toISOString(),
  });

  // Open: nobody asks, no attempt is used up, nothing is in anybody's hands.
  const before = relay.connections();
  await later(0.5);
  await makeDeliveries(app, 5);
  await both();
  expect(relay.connections()).toBe(before);
  expect((await deliveries(app)).every((one) => one.state === 'planned' && one.attempts === 0 && !one.batchId)).toBe(
    true,
  );

  // Half open: of two instances with all their connections one mail asks, and the wait grows.
  for (const pause of [2, 4, 8, 10, 10]) {
    const asked = relay.connections();
    await later(10);
    await both();
    expect(relay.connections() - asked).toBe(1);
    expect(await breaker(relay)).toMatchObject({
      state: 'open',
      triesAt: new Date(now + pause * 60_000).toISOString(),
    });
  }
  relay.faults.length = 0;
  await later(10);
  await both();
  expect(await breaker(relay)).toMatchObject({ state: 'closed', failures: 0 });
  await later(1);
  await both();
  const all = await deliveries(app);
  expect(all.filter((one) => one.state !== 'sent' || one.attempts !== 1)).toEqual([]);
  expect(all.filter((one) => relay.copies(addressOf(one.recipientId)) !== 1)).toEqual([]);
  expect(all).toHaveLength(ids.length + 5);
});

test('a worker that died with the try in its hands keeps nobody from trying for long', async () => {
  await app.get(Breakers).trip(`127.0.0.1:${relay.port}`, 'ill', 'gone');
  await later(2);
  await makeDeliveries(app, 3);
  expect(await app.get(Breakers).enter([`127.0.0.1:${relay.port}`])).toBe('one');
  await other.get(Breakers).refresh(true);
  await sendDue(other, relay.url);
  expect(await states(app)).toEqual({ planned: 3 });
  await app.dataSource.query(`update relay set lease_until = now() - interval '1 second' where opened_at is not null`);
  await other.get(Breakers).refresh(true);
  await sendDue(other, relay.url);
  await sendDue(other, relay.url);
  expect(await states(app)).toEqual({ sent: 3 });
  await app.get(Breakers).leave([`127.0.0.1:${relay.port}`]);
});

test('what somebody waits for obeys the breaker too, and goes when it closes', async () => {
  await app.get(Breakers).trip(`127.0.0.1:${relay.port}`, 'ill', 'gone');
  const [urgent] = await makeDeliveries(app, 1, { urgent: true });
  const asked = relay.connections();
  await sendDue(app, relay.url);
  expect(relay.connections()).toBe(asked);
  await later(1);
  await sendDue(app, relay.url);
  expect((await deliveries(app, [urgent!]))[0]).toMatchObject({ state: 'sent', attempts: 1 });
});

test.each([
  ['dot', 'hang', 'unconfirmed'],
  ['data', 'close', 'deferred'],
  ['mail', 'later', 'deferred'],
] as const)('a relay that always fails at %s (%s) spoils few mails', async (stage, trouble, state) => {
  relay.faults.push({ stage, trouble });
  await makeDeliveries(app, 60);
  await sendDue(app, relay.url, { lanes: 3 });
  const found = await states(app);
  expect(found[state]).toBeGreaterThanOrEqual(FAILURES);
  expect(found[state]).toBeLessThanOrEqual(FAILURES + 9);
  expect(await breaker(relay)).toMatchObject({ state: 'open', reason: 'ill' });
});

test('the next relay takes over at once, and the first is back when it is well', async () => {
  const working = await startApp({ SMTP_URL: `${relay.url},${spare.url}`, SMTP_CONNECTIONS: '3' });
  registerNotes(working);
  const sent = async (count: number, at: string): Promise<number[]> => {
    const before = [relay, spare].map(({ received }) => received.length);
    await working.at(at);
    await working.get(Breakers).refresh(true);
    await makeDeliveries(working, count);
    await working.tick();
    return [relay, spare].map(({ received }, index) => received.length - before[index]!);
  };
  relay.faults.push({ stage: 'ehlo', trouble: '421' });
  expect(await sent(30, '2026-03-17T09:00:00Z')).toEqual([0, 30]);
  const breakers = async () => (await working.get(StatusService).read()).relays.map(({ state }) => state);
  expect(await breakers()).toEqual(['open', 'closed']);
  expect((await working.get(MailWorkers).relay()).port).toBe(spare.port);
  relay.faults.length = 0;
  expect(await sent(10, '2026-03-17T09:00:30Z')).toEqual([0, 10]);
  const [first, second] = await sent(40, '2026-03-17T09:01:00Z');
  expect(first! + second!).toBe(40);
  expect(first).toBeGreaterThan(0);
  expect(await breakers()).toEqual(['closed', 'closed']);
  expect(await sent(10, '2026-03-17T09:02:00Z')).toEqual([10, 0]);
  const all = await deliveries(working);
  expect(all.every(({ state, attempts }) => state === 'sent' && attempts === 1)).toBe(true);
  const [{ relays }] = await working.dataSource.query('select count(distinct relay_id)::int as relays from delivery');
  expect(relays).toBe(2);
  await working.stop();
});

test('too much refused for our own sake stops all mail; a later try that is refused so again waits longer', async () => {
  await makeDeliveries(app, 100);
  const bad = (await deliveries(app)).slice(0, 30);
  relay.faults.push(
    ...bad.map((one) => ({ stage: 'rcpt' as const, trouble: 'refuse' as const, to: addressOf(one.recipientId) })),
  );
  await sendDue(app, relay.url);
  // It may be open before all are through.
  const { sent = 0, planned = 0, ...refused } = await states(app);
  expect([refused, sent + planned, sent >= 20]).toEqual([{ refused: 30 }, 70, true]);
  expect(await breaker(relay)).toMatchObject({ state: 'open', reason: 'ours', ours: 30, handedOver: 30 + sent });
  const figures = (await visit(app, '/metrics')).html;
  for (const line of [
    `little_steps_mails_total{kind="note",state="refused"} 30`,
    `little_steps_relay_open{relay="127.0.0.1:${relay.port}"} 1`,
    `little_steps_relay_alarm{relay="127.0.0.1:${relay.port}"} 1`,
    `little_steps_relay_ours_last_hour{relay="127.0.0.1:${relay.port}"} 30`,
    'little_steps_mail_events_last_day{class="ours"} 30',
    'little_steps_mail_lag_seconds ',
    'process_cpu_user_seconds_total',
  ])
    expect(figures).toContain(line);
  await makeDeliveries(app, 2);
  await later(15);
  relay.faults.splice(0, 100, { stage: 'rcpt', trouble: 'refuse' });
  await both();
  expect(await breaker(relay)).toMatchObject({ reason: 'ours', triesAt: new Date(now + 30 * 60_000).toISOString() });
  expect(await states(app)).toEqual({ refused: 31, sent, planned: planned + 1 });
});

test('a refusal that comes later, by bounce, counts too', async () => {
  await makeDeliveries(app, 60);
  await sendDue(app, relay.url);
  await app.dataSource.query(
    `insert into mail_event (source, source_id, delivery_id, class, action, matched, said, at)
     select 'mailbox', id::text, id, 'ours', 'alarm', 'spam', 'looks like spam', $1 from delivery limit 18`,
    [app.clock.now()],
  );
  await other.get(OursAlarm).watch();
  expect(await breaker(relay)).toMatchObject({ state: 'open', reason: 'ours', said: 'looks like spam' });
});

test('the rules: a share counts only of enough mails, waits grow to an end, and a word about the mail is no illness', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), (handedOver, ours) => {
      expect(tooManyOurs(handedOver, ours)).toBe(handedOver >= 50 && ours / handedOver >= 0.3);
    }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('ill' as const, 'ours' as const),
      fc.integer({ min: 0, max: 1000 }),
      (reason, times) => {
        const wait = probePause(reason, times);
        expect(wait).toBeLessThanOrEqual(3600_000);
        expect(probePause(reason, times + 1)).toBeGreaterThanOrEqual(wait);
      },
    ),
  );
  const ill: [HandOver, boolean][] = [
    [{ state: 'sent', reply: '250 ok' }, false],
    [{ state: 'refused', reply: '550 no', code: 550, stage: 'rcpt' }, false],
    [{ state: 'deferred', reply: '451 greylisted', code: 451, stage: 'rcpt' }, false],
    [{ state: 'deferred', reply: '421 too many messages', code: 421, stage: 'rcpt' }, false],
    [{ state: 'deferred', reply: '421 going down', code: 421, stage: 'data' }, true],
    [{ state: 'deferred', reply: 'closed', stage: 'data' }, true],
    [{ state: 'held', reply: 'ECONNREFUSED' }, true],
    [{ state: 'unconfirmed', reply: 'timeout' }, true],
  ];
  for (const [result, expected] of ill) expect([result, isIll(result)]).toEqual([result, expected]);
});
