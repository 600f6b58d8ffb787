import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isNear, relayName } from '../../src/mail/relays/names.js';
import { burst, halved, rateNow, usualRate } from '../../src/mail/relays/rates.js';
import { SendPace } from '../../src/mail/relays/send-pace.js';
import { isThrottle, meansRelay } from '../../src/mail/relays/throttle.js';
import { dayCap } from '../../src/mail/relays/warm-up.js';
import type { Delivery } from '../../src/mail/delivery.entity.js';
import { startApp, type TestApp } from '../support/app.js';
import { deliveries, makeDeliveries, noteLetter, registerNotes, sendDue, states } from '../support/deliveries.js';
import { startSmtp, type Relayed } from '../support/smtp.js';

let app: TestApp;
let other: TestApp;
let limited: TestApp;
let warming: TestApp;
let relay: Relayed;
/** says that we are too fast, while told to */
let busy: Relayed & { refuses: boolean };
let now = new Date('2026-03-17T09:00:00Z').getTime();
const later = async (minutes: number) => {
  now += minutes * 60_000;
  for (const one of [app, other, limited, warming]) await one.at(new Date(now).toISOString());
};

beforeAll(async () => {
  relay = await startSmtp();
  const slow = await startSmtp(0, {
    onRcptTo: (_to, _session, done) =>
      done(busy.refuses ? Object.assign(new Error('4.7.0 too many messages, slow down'), { responseCode: 421 }) : null),
  });
  busy = Object.assign(slow, { refuses: false });
  app = await startApp({ ROLE: 'web' });
  other = await startApp({ ROLE: 'web' }, app.database);
  limited = await startApp({ ROLE: 'web', SMTP_PER_MINUTE: '60' }, app.database);
  warming = await startApp(
    { ROLE: 'web', WARM_UP_PER_DAY: '20', MAIL_FROM: 'Steps <steps@new.example>' },
    app.database,
  );
  for (const one of [app, other, limited, warming]) registerNotes(one);
});
beforeEach(async () => {
  await app.dataSource.query('delete from delivery; delete from send_pace; delete from relay_day');
  await later(60 * 24);
});
afterAll(async () => {
  for (const one of [warming, limited, other, app]) await one.stop();
  await Promise.all([relay.stop(), busy.stop()]);
});

const sent = async () => (await states(app))['sent'] ?? 0;

test('told that it is too fast, mail to that domain slows down over all instances, and takes up speed again', async () => {
  await makeDeliveries(app, 100);
  busy.refuses = true;
  await sendDue(app, busy.url, { lanes: 2 });
  busy.refuses = false;
  const first = await deliveries(app);
  const told = first.filter((one) => one.state === 'deferred').length;
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThan(10);
  expect(first.filter((one) => one.state === 'planned' && one.attempts === 0)).toHaveLength(100 - told);

  await sendDue(app, busy.url);
  const atOnce = await sent();
  expect(atOnce).toBeLessThanOrEqual(burst(60) + 4);
  await later(1);
  await Promise.all([sendDue(app, busy.url), sendDue(other, busy.url)]);
  expect((await sent()) - atOnce).toBeLessThanOrEqual(61);
  expect((await sent()) - atOnce).toBeGreaterThan(40);
  for (let minute = 0; minute < 5; minute++) {
    await later(1);
    await sendDue(other, busy.url);
  }
  expect(await states(app)).toEqual({ sent: 100 });
  expect((await deliveries(app)).filter(({ attempts }) => attempts > 2)).toEqual([]);

  await later(60);
  await makeDeliveries(app, 150);
  await sendDue(app, busy.url);
  expect(await states(app)).toEqual({ sent: 250 });
});

test('a relay with a limit gets no more a minute from all instances, and who waits for a mail does not wait for that', async () => {
  await makeDeliveries(app, 150);
  await sendDue(limited, relay.url);
  expect(await sent()).toBe(burst(60));
  const [urgent] = await makeDeliveries(app, 1, { urgent: true });
  await sendDue(limited, relay.url);
  expect((await deliveries(app, [urgent!]))[0]!.state).toBe('sent');
  for (const most of [67, 127, 151]) {
    await later(1);
    await sendDue(limited, relay.url);
    expect(await sent()).toBeLessThanOrEqual(most);
    expect(await sent()).toBeGreaterThanOrEqual(most - 2);
  }
  expect((await deliveries(app)).every((one) => one.attempts === 1 && !one.reserved)).toBe(true);
});

test('mail for the next quarter of an hour gets its moment, what is later asks again', async () => {
  await makeDeliveries(app, 2000);
  await sendDue(limited, relay.url, { lanes: 20 });
  const waiting = (await deliveries(app)).filter((one) => one.state === 'planned');
  const ahead = waiting.map((one) => (one.nextTryAt.getTime() - now) / 60_000);
  expect(Math.max(...ahead)).toBeLessThanOrEqual(30);
  const [{ reserved }] = await app.dataSource.query('select count(*)::int as reserved from delivery where reserved');
  expect(reserved).toBeGreaterThan(880);
  expect(reserved).toBeLessThanOrEqual(901);
});

test('each recipients’ domain has a pace of its own, where the relay is no server of ours', async () => {
  const [{ id }] = await app.dataSource.query('select id from relay limit 1');
  const claimed = (domain: string, count: number, changes: Partial<Delivery> = {}) =>
    Array.from({ length: count }, (_, index) => ({
      delivery: { id: `${domain}${index}`, urgent: false, reserved: false, ...changes } as Delivery,
      letter: { ...noteLetter(String(index)), to: { name: '', address: `m${index}@${domain}` } },
    }));
  const small = [...claimed('mill.example', 50), ...claimed('quay.example', 3)];
  const [far, near] = [
    { id, near: false },
    { id, near: true },
  ];
  expect((await app.get(SendPace).admit(near, small)).wait).toEqual([]);
  const { go, wait } = await app.get(SendPace).admit(far, [...small, ...claimed('gmail.com', 60)]);
  const going = Map.groupBy(go, ({ letter }) => letter.to.address.split('@')[1]);
  expect([...going].map(([domain, { length }]) => [domain, length])).toEqual([
    ['mill.example', burst(60)],
    ['quay.example', 3],
    ['gmail.com', 60],
  ]);
  const moments = wait.map(({ until }) => until.getTime()).toSorted((a, b) => a - b);
  expect(moments.map((moment) => (moment - now) / 1000)).toEqual(Array.from({ length: 44 }, (_, n) => n + 1));
  const again = await other
    .get(SendPace)
    .admit(far, [
      ...claimed('mill.example', 2),
      ...claimed('mill.example', 1, { urgent: true }),
      ...claimed('mill.example', 1, { reserved: true }),
    ]);
  expect([again.go.length, again.wait.map(({ until }) => (until.getTime() - now) / 1000)]).toEqual([2, [46, 47]]);
});

test('a new From domain sends twice as much each day it sends; what somebody waits for counts and goes', async () => {
  await makeDeliveries(app, 100, { expiresAt: new Date(now + 10 * 24 * 3600_000) });
  await sendDue(warming, relay.url);
  expect(await sent()).toBe(20);
  const waiting = (await deliveries(app)).find(({ state }) => state === 'planned')!;
  expect(waiting).toMatchObject({ attempts: 0, nextTryAt: new Date('2026-03-23T00:00:00Z') });
  await makeDeliveries(app, 5, { urgent: true });
  await sendDue(warming, relay.url);
  expect(await sent()).toBe(25);
  for (const most of [65, 105]) {
    await later(24 * 60);
    await sendDue(warming, relay.url);
    expect(await sent()).toBe(most);
  }
  expect((await deliveries(app)).every(({ attempts }) => attempts === 1)).toBe(true);
});

test('rates: halved once for each complaint, doubled every ten minutes, never more than usual and never nothing', () => {
  const at = new Date(now);
  const usual = fc.constantFrom(null, 60, 600);
  fc.assert(
    fc.property(usual, fc.integer({ min: 2, max: 600 }), fc.nat(200), (rate, to, minutes) => {
      const after = (more: number) => rateNow(rate, { to, at }, new Date(now + more * 60_000)) ?? Infinity;
      expect(after(minutes)).toBeGreaterThanOrEqual(Math.min(to, rate ?? Infinity));
      expect(after(minutes)).toBeLessThanOrEqual(rate ?? Infinity);
      expect(after(minutes + 10)).toBeGreaterThanOrEqual(after(minutes));
      expect(after(200)).toBe(rate ?? Infinity);
    }),
  );
  fc.assert(
    fc.property(fc.option(fc.integer({ min: 1, max: 1000 })), (rate) => {
      expect(halved(rate)).toBeGreaterThanOrEqual(2);
      expect(halved(rate)).toBeLessThanOrEqual(Math.max(2, (rate ?? 120) / 2));
    }),
  );
  expect([usualRate('mill.example', false), usualRate('gmail.com', false), usualRate('gmail.com', true)]).toEqual([
    60,
    600,
    null,
  ]);
});

test('a day’s allowance doubles until there is none', () => {
  expect([0, 1, 2, 8, 9, 4000].map((days) => dayCap(200, days))).toEqual([200, 400, 800, 51_200, null, null]);
});

test('who says that we are too fast, and who does not', () => {
  const fast = [
    '421 4.7.0 Too many messages from your IP, try again later',
    '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery: rate limit exceeded',
    '454 Throttling failure: Maximum sending rate exceeded.',
    '432 4.3.2 Concurrent connections limit exceeded',
    '451 4.7.500 Server busy. Please slow down',
  ];
  for (const reply of fast)
    expect([reply, isThrottle({ code: Number(reply.slice(0, 3)), reply })]).toEqual([reply, true]);
  for (const reply of [
    '451 4.7.1 Greylisted, try again in 5 minutes',
    '452 4.2.2 Mailbox full',
    '421 4.3.2 going down',
  ])
    expect([reply, isThrottle({ code: Number(reply.slice(0, 3)), reply })]).toEqual([reply, false]);
  expect(isThrottle({ code: 550, reply: '550 too many bad recipients' })).toBe(false);
  expect(meansRelay({ reply: fast[2]!, stage: 'data' })).toBe(true);
  expect(meansRelay({ reply: fast[0]!, stage: 'rcpt' })).toBe(false);
});

test('relays are named without who signs in, and servers of our own are told apart', () => {
  expect(relayName('smtps://user:secret@mail.example.org')).toBe('mail.example.org:465');
  expect(relayName('smtp://127.0.0.1:2525')).toBe('127.0.0.1:2525');
  for (const host of ['localhost', '127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '::1', 'fd00::1', 'postfix'])
    expect([host, isNear(host)]).toEqual([host, true]);
  for (const host of ['mail.example.org', '8.8.8.8', '172.32.0.1', '2001:db8::1'])
    expect([host, isNear(host)]).toEqual([host, false]);
});
