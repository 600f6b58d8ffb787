import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Links } from '../../src/links/links.js';
import { ReportEvents } from '../../src/mail/bounce-mailbox/report-events.js';
import { readReport } from '../../src/mail/bounces/read-report.js';
import { Dispatch } from '../../src/mail/dispatch.js';
import { deliveryOfMark, envelopeMark } from '../../src/mail/envelope-mark.js';
import { MailEvents } from '../../src/mail/events/mail-events.js';
import { MailTick } from '../../src/mail/mail-tick.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../support/app.js';
import * as box from '../support/deliveries.js';
import { startSmtp, type Relayed } from '../support/smtp.js';

let app: TestApp;
let relay: Relayed;
/** whose mail all is about */
let address: Buffer;
let hour = 0;
let told = 0;

beforeAll(async () => {
  app = await startApp({ ROLE: 'web', BOUNCE_ADDRESS: 'bounces@example.net' });
  relay = await startSmtp();
  box.registerNotes(app);
});
beforeEach(() => void (address = randomBytes(32)));
afterEach(async () => {
  relay.faults.length = 0;
  await app.dataSource.query('delete from mail_event; delete from delivery');
});
afterAll(async () => {
  await app.stop();
  await relay.stop();
});

/** One more mail to the address, an hour after the last. @returns its id */
async function mail(url = relay.url): Promise<string> {
  await anHourLater();
  const [id] = await box.makeDeliveries(app, 1);
  await app.dataSource.query('update delivery set address_hash = $2 where id = $1', [id, address]);
  await box.sendDue(app, url);
  return id!;
}
const anHourLater = () => app.at(new Date(Date.UTC(2026, 2, 17, 9 + ++hour)).toISOString());

/** Tells of a mail what a kept report says, as if it were about that one. @returns whether it counted as handled */
async function tell(name: string, id: string, { mark = 'verp', sourceId = String(++told) } = {}): Promise<boolean> {
  const { messageId } = (await box.deliveries(app, [id]))[0]!;
  const ours = envelopeMark(app.get(Links), id);
  const source = readFileSync(new URL(`bounces/${name}.eml`, import.meta.url), 'latin1')
    .replaceAll(/bounces\+\w+@/g, mark === 'verp' ? `BOUNCES+${ours.toUpperCase()}@` : 'bounces+1z-aaaaaaaa@')
    .replaceAll(/(Original-Envelope-Id: )\S+/g, `$1${mark === 'envelope' ? ours : '1z-aaaaaaaa'}`)
    .replaceAll(/<delivery-4711@[^>]+>/g, mark === 'message' ? messageId! : '<forged@example.net>');
  return app.get(ReportEvents).record(await readReport(Buffer.from(source, 'latin1')), 'mailbox', sourceId);
}

const events = () =>
  app.dataSource.query<Record<string, unknown>[]>(
    `select source, class, action, status, said, delivery_id as delivery, address_hash as address from mail_event order by id`,
  );
const state = async (id: string) => (await box.deliveries(app, [id]))[0]!.state;
const suppressed = () => app.get(Suppressions).reason(address);

test.each(['verp', 'envelope', 'message'])('a bounce finds its delivery by its %s alone', async (mark) => {
  const id = await mail();
  expect(await tell('postfix-unknown', id, { mark })).toBe(true);
  expect(await events()).toMatchObject([
    { source: 'mailbox', class: 'address', action: 'suppress', status: '5.1.1', delivery: id, address },
  ]);
  expect(await state(id)).toBe('bounced');
  expect(await suppressed()).toBe('bounced');
});

test('a bounce that nothing of ours comes back with is nobody’s', async () => {
  const id = await mail();
  expect(await tell('postfix-unknown', id, { mark: 'forged' })).toBe(false);
  expect(await events()).toEqual([]);
  expect([await state(id), await suppressed()]).toEqual(['sent', undefined]);
});

test('marks survive a change of case and open only as they were made', () => {
  const links = app.get(Links);
  for (const id of ['0', '1', '36', '4711', '9223372036854775807']) {
    const mark = envelopeMark(links, id);
    expect(deliveryOfMark(links, mark.toUpperCase())).toBe(id);
    expect(
      deliveryOfMark(
        links,
        mark.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
      ),
    ).toBeUndefined();
    expect(deliveryOfMark(links, `0${mark}`)).toBeUndefined();
  }
  for (const other of ['', '1', '1-', '-aaaaaaaa', '1-aaaaaaaa\n', 'zzzzzzzzzzzzzz-aaaaaaaa'])
    expect(deliveryOfMark(links, other)).toBeUndefined();
});

test('told again, by however many readers at once, it is one event', async () => {
  const id = await mail();
  const again = { sourceId: '7:1' };
  const handled = await Promise.all([1, 2, 3].map(() => tell('postfix-unknown', id, again)));
  expect([...handled, await tell('postfix-unknown', id, again)]).toEqual([true, true, true, true]);
  expect(await events()).toHaveLength(1);
});

/** The kept report, its class and deed, whether it counts as handled, and what becomes of the delivery and the address. */
const DEEDS: [string, string, string, boolean, string, string | undefined][] = [
  ['postfix-unknown', 'address', 'suppress', true, 'bounced', 'bounced'],
  ['arf-abuse', 'complaint', 'suppress', true, 'sent', 'complained'],
  ['postfix-greylisted', 'soft', 'count', true, 'bounced', undefined],
  ['postfix-block-list', 'ours', 'alarm', true, 'bounced', undefined],
  ['postfix-delayed', 'information', 'nothing', true, 'sent', undefined],
  ['vacation', 'information', 'nothing', true, 'sent', undefined],
  ['nothing-telling', 'unknown', 'nothing', false, 'sent', undefined],
];
test.each(DEEDS)('%s: %s, so %s', async (name, bounceClass, action, handled, after, reason) => {
  const id = await mail();
  const mark = name === 'arf-abuse' ? 'message' : 'verp';
  expect(await tell(name, id, { mark })).toBe(handled);
  expect(await events()).toMatchObject([{ class: bounceClass, action }]);
  expect([await state(id), await suppressed()]).toEqual([after, reason]);
});

test('what is kept holds no address, and nothing of what people write in answers', async () => {
  await tell('postfix-unknown', await mail());
  await tell('vacation', await mail());
  const [bounce, vacation] = await events();
  expect(bounce!['said']).toContain('User unknown');
  expect(bounce!['said']).not.toContain('@');
  expect(vacation!['said']).toBeNull();
});

test('the third miss in a row suppresses', async () => {
  for (const expected of [undefined, undefined, 'bounced'] as const) {
    await tell('groupwise-full', await mail());
    expect(await suppressed()).toBe(expected);
  }
});

test('several reports of one mail are one miss, and each of its own is an event', async () => {
  const id = await mail();
  for (let report = 0; report < 4; report++) await tell('groupwise-full', id);
  expect(await events()).toHaveLength(4);
  expect(await suppressed()).toBeUndefined();
});

test('a mail that stayed sent begins the count anew', async () => {
  for (let miss = 0; miss < 2; miss++) await tell('groupwise-full', await mail());
  await mail();
  for (let miss = 0; miss < 2; miss++) await tell('groupwise-full', await mail());
  expect(await suppressed()).toBeUndefined();
  await tell('groupwise-full', await mail());
  expect(await suppressed()).toBe('bounced');
});

test('a bounce that comes after the next mail was sent counts where it belongs', async () => {
  const [first, kept] = [await mail(), await mail()];
  const late = [await mail(), await mail(), await mail()];
  await tell('groupwise-full', first);
  for (const id of late.slice(0, 2)) await tell('groupwise-full', id);
  expect([await state(kept), await suppressed()]).toEqual(['sent', undefined]);
  await tell('groupwise-full', late[2]!);
  expect(await suppressed()).toBe('bounced');
});

test('a refusal by the relay is an event of its claim, and acts like a bounce', async () => {
  relay.faults.push({ stage: 'rcpt', trouble: 'refuse' });
  const id = await mail();
  expect(await events()).toMatchObject([{ source: 'smtp', class: 'ours', action: 'alarm', status: '5.7.1' }]);
  expect([await state(id), await suppressed()]).toEqual(['refused', undefined]);
});

/** A relay that refuses every recipient so. */
const startRefusing = (responseCode: number, words: string) =>
  startSmtp(0, { onRcptTo: (_to, _session, done) => done(Object.assign(new Error(words), { responseCode })) });

test.each(['5.1.1 no such user here', 'no mail for this one'])('refused with 550 %s', async (words) => {
  const strict = await startRefusing(550, words);
  await mail(strict.url);
  await strict.stop();
  expect(await events()).toMatchObject([{ source: 'smtp', class: 'address', said: expect.stringContaining(words) }]);
  expect(await suppressed()).toBe('bounced');
});

test('a refused mail may be planned again: each refusal is a miss', async () => {
  const strict = await startRefusing(552, '5.2.2 mailbox full');
  const id = await mail(strict.url);
  const found = [await suppressed()];
  while (found.length < 3) {
    await anHourLater();
    await app.dataSource.query(`update delivery set state = 'planned', attempts = 0 where id = $1`, [id]);
    await box.sendDue(app, strict.url);
    found.push(await suppressed());
  }
  await strict.stop();
  expect(found).toEqual([undefined, undefined, 'bounced']);
});

test('a complaint that comes without our Message-ID is tied by the envelope sender it names', async () => {
  const id = await mail();
  expect(await tell('arf-abuse', id, { mark: 'verp' })).toBe(true);
  expect(await events()).toMatchObject([{ class: 'complaint', delivery: id }]);
  expect(await suppressed()).toBe('complained');
});

test('misses of which only the address is known count, those of a day as one', async () => {
  const miss = async () => {
    const event = { source: 'brevo', sourceId: String(++told), addressHash: address, class: 'soft' as const };
    await app.get(MailEvents).record(app.dataSource.manager, { ...event, matched: 'm', at: app.clock.now() });
    return suppressed();
  };
  hour += 24 * 30;
  await mail();
  for (const expected of [undefined, undefined, 'bounced']) {
    hour += 24;
    await anHourLater();
    await miss();
    expect(await miss()).toBe(expected);
  }
});

test('a refusal for now that lasts until the mail is too late is a miss, and never the address', async () => {
  const put = async (reply: string) => {
    await anHourLater();
    const [id] = await box.makeDeliveries(app, 1, { expiresAt: new Date(app.clock.now().getTime() + 1000) });
    await app.dataSource.query(
      `update delivery set address_hash = $2, state = 'deferred', attempts = 9, reply = $3 where id = $1`,
      [id, address, reply],
    );
    await anHourLater();
    await app.get(Dispatch).tick();
    await app.get(Dispatch).tick();
    return (await state(id!)) === 'expired' && (await events()).at(-1)!['class'];
  };
  expect(await put('Connection closed')).toBe('ours');
  expect(await put('MAIL FROM: 451 4.7.1 not now')).toBe('ours');
  expect(await put('451 4.1.1 user unknown')).toBe('soft');
  expect(await put('450 4.2.0 greylisted')).toBe('soft');
  expect(await suppressed()).toBeUndefined();
  expect(await put('452 4.2.2 mailbox full')).toBe('soft');
  expect(await suppressed()).toBe('bounced');
  expect(await events()).toHaveLength(5);
});

test('after 90 days what was heard goes, but not why an address is still suppressed', async () => {
  await tell('postfix-delayed', await mail());
  await tell('postfix-unknown', await mail());
  const other = randomBytes(32);
  [address] = [other];
  await tell('postfix-unknown', await mail());
  await app.get(Suppressions).lift(other, ['bounced']);
  hour += 24 * 89;
  await anHourLater();
  await app.get(MailTick).tick();
  expect(await events()).toHaveLength(3);
  hour += 24 * 2;
  await anHourLater();
  await app.get(MailTick).tick();
  expect(await events()).toMatchObject([{ action: 'suppress' }]);
  expect((await events())[0]!['address']).not.toEqual(other);
});
