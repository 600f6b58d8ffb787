import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Links } from '../../src/links/links.js';
import { BounceMailbox } from '../../src/mail/bounce-mailbox/bounce-mailbox.js';
import { envelopeMark } from '../../src/mail/envelope-mark.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeDeliveries } from '../support/deliveries.js';
import { until } from '../support/until.js';
import { startDovecot, type ImapServer } from './dovecot.js';
import { startWay, type Way } from './way.js';

let server: ImapServer;
let app: TestApp;
let way: Way;
beforeEach(async () => {
  server = await startDovecot();
  way = await startWay(server.port);
  const url = server.url.replace(String(server.port), String(way.port));
  app = await startApp({ BOUNCE_ADDRESS: 'bounces@example.net', BOUNCE_IMAP_URL: url });
}, 60_000);
afterEach(async () => {
  await app.stop();
  await way.stop();
  await server.stop();
});

/** A bounce of a delivery of ours, with so many bytes of what came back behind it. */
function bounceOf(id: string, bytes = 0): string {
  const source = readFileSync(new URL('../mail/bounces/postfix-unknown.eml', import.meta.url), 'latin1');
  const line = `${'0123456789'.repeat(7)}\n`;
  return source
    .replaceAll(/bounces\+\w+@/g, `bounces+${envelopeMark(app.get(Links), id)}@`)
    .replace('Never click.', (words) => `${words}\n${line.repeat(bytes / line.length)}`);
}

const eventsOf = async () =>
  (
    await app.dataSource.query<{ id: string }[]>(
      'select delivery_id as id from mail_event where source = $1 order by delivery_id',
      ['mailbox'],
    )
  ).map(({ id }) => id);
const empty = () => until(() => server.count('INBOX') === 0);
const counts = () => [server.count('Processed'), server.count('Unmatched')];

test('what comes while we listen is read at once; the rest is kept for a person', async () => {
  const [one, two] = await makeDeliveries(app, 2);
  server.put(bounceOf(one!));
  await until(async () => (await eventsOf()).length === 1);
  server.put(bounceOf(two!));
  server.put('From: a@example.org\nSubject: Hello\n\nWhen does it begin?\n');
  server.put(bounceOf('123456789').replaceAll(/bounces\+\w+-\w+@/g, 'bounces+1z-aaaaaaaa@'));
  await until(async () => (await eventsOf()).length === 2);
  await empty();
  expect(await eventsOf()).toEqual([one, two]);
  expect(counts()).toEqual([2, 2]);
});

test('connections that break anywhere: every report is one event, and no message is lost', async () => {
  const ids = await makeDeliveries(app, 30);
  way.cutAfter = 0;
  way.cut();
  for (const id of ids) server.put(bounceOf(id, 20_000));
  for (const bytes of [10, 2500, 30_000, 33_333, 100_000]) {
    const before = way.connections;
    way.cutAfter = bytes;
    await until(() => way.connections > before);
  }
  way.cutAfter = undefined;
  way.cut();
  await empty();
  expect(await eventsOf()).toEqual(ids);
  expect(counts()).toEqual([30, 0]);
}, 180_000);

test('an inbox that was deleted and made anew is read from its beginning', async () => {
  const [one, two] = await makeDeliveries(app, 2);
  server.put(bounceOf(one!));
  await until(async () => (await eventsOf()).length === 1);
  await empty();
  await server.remakeInbox();
  server.put(bounceOf(two!));
  await until(async () => (await eventsOf()).length === 2);
  await empty();
  const names = await app.dataSource.query<{ name: string }[]>('select source_id as name from mail_event order by id');
  const [before, after] = names.map(({ name }) => name.split(':'));
  expect(after![1]).toBe(before![1]);
  expect(after![0]).not.toBe(before![0]);
}, 60_000);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What buffers hold, garbage aside. */
const buffered = () => {
  collect();
  return process.memoryUsage().arrayBuffers;
};

test('messages of 20 MB take no more memory than others', async () => {
  const ids = await makeDeliveries(app, 4);
  server.put(bounceOf(ids[0]!));
  await until(async () => (await eventsOf()).length === 1);
  way.cutAfter = 0;
  way.cut();
  for (const id of ids.slice(1)) server.put(bounceOf(id, 20e6));
  await until(() => way.connections > 2);
  const before = buffered();
  const samples: number[] = [];
  let passed = 0;
  way.onBytes = (count) => {
    if (Math.floor(passed / 5e6) < Math.floor((passed += count) / 5e6)) samples.push(buffered() - before);
  };
  way.cutAfter = undefined;
  await until(async () => (await eventsOf()).length === 4);
  expect(samples.length).toBeGreaterThan(10);
  // whoever held one whole would hold 20 MB at the least; what is on its way between sockets varies
  expect(Math.max(...samples)).toBeLessThan(18e6);
}, 60_000);

test('whatever a message is, it is kept, and the others are read', async () => {
  const [id] = await makeDeliveries(app, 1);
  const nested = (depth: number): string =>
    depth === 0
      ? 'deep'
      : `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n${nested(depth - 1)}\n--b${depth}--\n`;
  const broken: (string | Buffer)[] = [
    '\n',
    'no header at all',
    '\0\0\0\0',
    Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)),
    `Subject: ${'x'.repeat(200_000)}\n\nlong`,
    `${'X-Field: y\n'.repeat(50_000)}\nmany`,
    nested(300),
    bounceOf(id!)
      .replaceAll(/bounces\+\S+@|--=_b_\S+/g, '')
      .replace('Never', '\0Never'),
    'Content-Type: multipart/report; boundary="\nContent-Transfer-Encoding: base64\n\n=?=?=',
    'Message-ID: <a\0b@c>\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;\0\nStatus: 5.\0.1\n',
    'Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <\0@x>\nTo: a@b.example\n',
  ];
  for (const source of broken) server.put(source);
  server.put(bounceOf(id!));
  await until(async () => (await eventsOf()).length === 1);
  await empty();
  expect(counts()).toEqual([1, broken.length]);
}, 60_000);

test('the service stops while it reads', async () => {
  const ids = await makeDeliveries(app, 50);
  for (const id of ids) server.put(bounceOf(id));
  await until(async () => (await eventsOf()).length > 3);
  await app.get(BounceMailbox).onApplicationShutdown();
  const events = await eventsOf();
  expect(events.length).toBeLessThan(50);
  expect(server.count('INBOX') + counts()[0]!).toBe(50);
});
