import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Lane } from '../../src/mail/lane.js';
import { relayFrom } from '../../src/mail/relay.js';
import { startApp, type TestApp } from '../support/app.js';
import { addressOf, deliveries, makeDeliveries, registerNotes, sendDue } from '../support/deliveries.js';
import { startSmtp, type Relayed, type Stage, type Trouble } from '../support/smtp.js';
import { until } from '../support/until.js';

let app: TestApp;
let relay: Relayed;
let narrow: Relayed;
let now = new Date('2026-03-17T09:00:00Z').getTime();
const later = (minutes: number) => app.at(new Date((now += minutes * 60_000)).toISOString());

beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  relay = await startSmtp();
  narrow = await startSmtp(2, { maxClients: 2 });
  registerNotes(app);
  registerNotes(app, 'big', (to) => ({
    to: { name: '', address: addressOf(to) },
    fill: () => ({ subject: 'Big', text: 'Big', html: `<p>${'a line of text\r\n'.repeat(500_000)}</p>` }),
  }));
});
afterEach(() => void (relay.faults.length = 0));
afterAll(async () => {
  await app.stop();
  await Promise.all([relay.stop(), narrow.stop()]);
});

/**
 * What happened at which stage; the delivery's state after it; attempts used up; the state after the next try, the relay
 * being well again; and how many copies the relay had taken, or may have, in the end.
 */
const TABLE: [Stage, Trouble, string, number, string, number][] = [
  ['connect', 'refuse', 'planned', 0, 'sent', 1],
  ['connect', 'later', 'planned', 0, 'sent', 1],
  ['connect', '421', 'planned', 0, 'sent', 1],
  ['connect', 'close', 'planned', 0, 'sent', 1],
  ['connect', 'hang', 'planned', 0, 'sent', 1],
  ['ehlo', '421', 'planned', 0, 'sent', 1],
  ['ehlo', 'close', 'planned', 0, 'sent', 1],
  ['ehlo', 'hang', 'planned', 0, 'sent', 1],
  ['mail', 'refuse', 'planned', 0, 'sent', 1],
  ['mail', 'later', 'deferred', 1, 'sent', 1],
  ['mail', '421', 'deferred', 1, 'sent', 1],
  ['mail', 'close', 'deferred', 1, 'sent', 1],
  ['mail', 'hang', 'deferred', 1, 'sent', 1],
  ['rcpt', 'refuse', 'refused', 1, 'refused', 0],
  ['rcpt', 'later', 'deferred', 1, 'sent', 1],
  ['rcpt', '421', 'deferred', 1, 'sent', 1],
  ['rcpt', 'close', 'deferred', 1, 'sent', 1],
  ['rcpt', 'hang', 'deferred', 1, 'sent', 1],
  ['data', 'refuse', 'refused', 1, 'refused', 0],
  ['data', 'later', 'deferred', 1, 'sent', 1],
  ['data', '421', 'deferred', 1, 'sent', 1],
  ['data', 'close', 'deferred', 1, 'sent', 1],
  ['data', 'hang', 'deferred', 1, 'sent', 1],
  ['dot', 'refuse', 'refused', 1, 'refused', 0],
  ['dot', 'later', 'deferred', 1, 'sent', 1],
  ['dot', '421', 'deferred', 1, 'sent', 1],
  ['dot', 'close', 'unconfirmed', 1, 'unconfirmed', 1],
  ['dot', 'hang', 'unconfirmed', 1, 'unconfirmed', 1],
  ['replied', 'close', 'sent', 1, 'sent', 1],
  ['replied', 'hang', 'sent', 1, 'sent', 1],
];

test.each(TABLE)('%s: %s', async (stage, trouble, state, attempts, after, copies) => {
  relay.faults.push({ stage, trouble });
  const [id] = await makeDeliveries(app, 1);
  await sendDue(app, relay.url, { lanes: 1 });
  const [first] = await deliveries(app, [id!]);
  expect([first!.state, first!.attempts]).toEqual([state, attempts]);

  relay.faults.length = 0;
  await later(5);
  await sendDue(app, relay.url, { lanes: 1 });
  const [last] = await deliveries(app, [id!]);
  expect(last!.state).toBe(after);
  expect(relay.copies(addressOf(last!.recipientId))).toBe(copies);
  if (after === 'sent' && state !== 'sent') expect(last!.messageId).toBe(first!.messageId ?? last!.messageId);
});

test.each(['close', 'hang', '421', 'refuse', 'later'] as const)(
  'half of a body that the sockets cannot hold: %s',
  async (trouble) => {
    relay.faults.push({ stage: 'half', trouble });
    const [id] = await makeDeliveries(app, 1, { kind: 'big' });
    await sendDue(app, relay.url, { lanes: 1 });
    expect((await deliveries(app, [id!]))[0]!.state).toBe(trouble === 'refuse' ? 'refused' : 'deferred');
    await app.dataSource.query('delete from delivery where id = $1', [id]);
  },
);

test('half of a body that the sockets hold whole: nobody can know', async () => {
  relay.faults.push({ stage: 'half', trouble: 'close' });
  const [id] = await makeDeliveries(app, 1);
  await sendDue(app, relay.url, { lanes: 1 });
  expect((await deliveries(app, [id!]))[0]!.state).toBe('unconfirmed');
});

test('a relay that is not there holds everything and uses up no attempt', async () => {
  const ids = await makeDeliveries(app, 30);
  await sendDue(app, 'smtp://127.0.0.1:1', { lanes: 3 });
  const held = await deliveries(app, ids);
  expect(held.every((one) => one.state === 'planned' && one.attempts === 0 && one.batchId === null)).toBe(true);
  expect(held.every((one) => one.nextTryAt.getTime() === now + 2 * 60_000)).toBe(true);

  await sendDue(app, relay.url);
  expect((await deliveries(app, ids)).every((one) => one.state === 'planned')).toBe(true);
  await later(2);
  await sendDue(app, relay.url);
  expect((await deliveries(app, ids)).every((one) => one.state === 'sent')).toBe(true);
  expect(held.every((one) => relay.copies(addressOf(one.recipientId)) === 1)).toBe(true);
});

test('a relay that allows fewer connections than we have is used over those', async () => {
  const ids = await makeDeliveries(app, 40);
  await sendDue(app, narrow.url, { lanes: 6 });
  const sent = (await deliveries(app, ids)).filter((one) => one.state === 'sent');
  expect(sent.length).toBeGreaterThanOrEqual(36);
  await later(5);
  await sendDue(app, narrow.url, { lanes: 2 });
  const all = await deliveries(app, ids);
  expect(all.every((one) => one.state === 'sent' && narrow.copies(addressOf(one.recipientId)) === 1)).toBe(true);
});

test('a connection that is ended gives up what is on its way', async () => {
  relay.faults.push({ stage: 'dot', trouble: 'hang' });
  const lane = new Lane(relayFrom(relay.url, undefined));
  const raw = Buffer.from('Subject: Hello\r\n\r\nHello\r\n');
  const envelope = { from: 'a@example.org', to: 'hang@example.org' };
  const sending = lane.send({ envelope: { ...envelope, dsn: { envid: '1', ret: 'HDRS', notify: ['FAILURE'] } }, raw });
  await until(() => relay.copies('hang@example.org') === 1);
  lane.close();
  expect(await sending).toMatchObject({ state: 'unconfirmed' });
});

test('each refusal is an event of its own', async () => {
  relay.faults.push({ stage: 'rcpt', trouble: 'refuse' });
  const ids = await makeDeliveries(app, 5);
  await sendDue(app, relay.url);
  const [{ count }] = await app.dataSource.query<[{ count: number }]>(
    'select count(*)::int as count from mail_event where delivery_id = any($1::bigint[])',
    [ids],
  );
  expect(count).toBe(5);
});

test('one recipient’s trouble is not another’s', async () => {
  const ids = await makeDeliveries(app, 12);
  const [bad, slow] = await deliveries(app, ids);
  relay.faults.push({ stage: 'rcpt', trouble: 'refuse', to: addressOf(bad!.recipientId) });
  relay.faults.push({ stage: 'dot', trouble: 'later', to: addressOf(slow!.recipientId) });
  await sendDue(app, relay.url);
  expect((await deliveries(app, ids)).map(({ state }) => state)).toEqual([
    'refused',
    'deferred',
    ...Array<string>(10).fill('sent'),
  ]);
});

test('what is kept of a reply holds no address', async () => {
  const [id] = await makeDeliveries(app, 1);
  relay.faults.push({ stage: 'rcpt', trouble: 'refuse' });
  await sendDue(app, relay.url);
  const [refused] = await deliveries(app, [id!]);
  expect(refused!.reply).toContain('550');
  expect(refused!.reply).not.toMatch(/[^\s<]@/);
});
