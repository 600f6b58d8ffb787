import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Links } from '../../../src/links/links.js';
import { Breakers } from '../../../src/mail/relays/breakers.js';
import { Suppressions } from '../../../src/mail/suppressions.js';
import { Erasing } from '../../../src/members/erasing.js';
import { startApp, type TestApp } from '../../support/app.js';
import { deliveries, makeDeliveries, registerNotes } from '../../support/deliveries.js';
import { makeMember, makeProgramme } from '../../support/factories.js';
import { lessonRows } from '../../support/lesson-rows.js';
import { send, visit } from '../../support/pages.js';
import { startSmtp, type Relayed } from '../../support/smtp.js';
import { makeStaff, sessionOf } from '../../support/staff.js';

let app: TestApp;
let relay: Relayed;
let admin: { cookie: string };
beforeAll(async () => {
  relay = await startSmtp();
  app = await startApp({ SMTP_URL: relay.url, SMTP_CONNECTIONS: '2' });
  admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
  await makeProgramme(app, { slug: 'five', lessons: 5 });
  registerNotes(app);
});
afterAll(async () => {
  await app.stop();
  await relay.stop();
});

const page = async (path = '') => (await visit(app, `/admin/deliveries${path}`, admin)).html;
const text = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
const rows = (html: string) => [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].slice(1).map(([, row]) => text(row!).trim());
const moreOf = (html: string) =>
  /href="\/admin\/deliveries(\/\w+\?after[^"]+)">More/.exec(html)![1]!.replace('&#x3D;', '=');

test('today’s run, what is put off, refused and not known, by list, domain and address', async () => {
  const [good, slow, gone, lost] = [
    await makeMember(app, { takes: ['five'], address: 'good@mill.example' }),
    await makeMember(app, { takes: ['five'], address: 'slow@mill.example' }),
    await makeMember(app, { takes: ['five'], address: 'gone@quay.example' }),
    await makeMember(app, { takes: ['five'], address: 'lost@quay.example' }),
  ];
  relay.faults.push(
    { stage: 'rcpt', trouble: 'later', to: slow.address },
    { stage: 'rcpt', trouble: 'refuse', to: gone.address },
    { stage: 'dot', trouble: 'close', to: lost.address },
  );
  await app.at('2026-03-17T09:00:00Z');
  expect(text(await page())).toContain('Nothing is due');
  await app.tick();
  const overview = await page();
  expect(text(overview)).toMatch(/Put off 1 Sent today 1 Refused today 1 Not known today 1/);
  expect(overview).toMatch(/data-live="\/admin\/deliveries\/live"[\s\S]*<script src="\/assets\/live/);
  expect(rows(overview)).toEqual([
    'quay.example Sent: 0 Put off: 0 Refused: 1 Not known: 1 Came back: 0 Complaints: 0',
    'mill.example Sent: 1 Put off: 1 Refused: 0 Not known: 0 Came back: 0 Complaints: 0',
  ]);

  const [deferred, refused, unconfirmed] = [
    await page('/deferred'),
    await page('/refused'),
    await page('/unconfirmed'),
  ];
  expect(rows(deferred)).toHaveLength(1);
  expect(rows(deferred)[0]).toMatch(
    /^Lesson Lesson five-1 slow@mill\.example Mill Lane Joinery .* Put off until 17 March 2026, 09:0\d, over 127\.0\.0\.1:\d+ .*451 4\.3\.0 not now$/,
  );
  expect(rows(refused)[0]).toMatch(
    /gone@quay\.example .* Refused over \S+ A rule of theirs, or of our relay, kept it out\. .*550 5\.7\.1/,
  );
  expect(rows(unconfirmed)[0]).toMatch(/lost@quay\.example .* Nobody knows whether it went/);
  expect(rows(await page('/expired'))).toEqual([]);

  const found = await send(app, '/admin/deliveries/find', { address: ' GONE@quay.example' }, admin);
  const mark = app.get(Links).addressHash('gone@quay.example').toString('hex');
  expect([found.status, found.location]).toEqual([303, `/admin/deliveries/to/${mark}`]);
  const to = await page(`/to/${mark}`);
  expect(text(to)).toMatch(/What gone@quay\.example was sent .* Nothing speaks against/);
  expect(rows(to)).toHaveLength(1);
  expect(text(to)).toMatch(
    /What was heard of it A rule of theirs, or of our relay, kept it out\. on sending 5\.7\.1 550 5\.7\.1/,
  );
  await app.get(Suppressions).suppress(gone.addressHash, 'bounced');
  expect(await page(`/to/${mark}`)).toContain(`/admin/suppressions/${mark}`);
  const refusedForm = await send(app, '/admin/deliveries/find', { address: 'nobody' }, admin);
  expect([refusedForm.status, refusedForm.html.includes('value="nobody"')]).toEqual([422, true]);
  expect(rows(await page(`/to/${'0'.repeat(64)}`))).toEqual([]);
  expect((await visit(app, '/admin/deliveries/to/good@mill.example', admin)).status).toBe(404);
  expect((await visit(app, '/admin/deliveries/sent', admin)).status).toBe(404);
  expect(relay.copies(good.address)).toBe(1);
});

test('what nobody knows of is sent again as the same mail, or let be; each is written down', async () => {
  const [unknown] = (await lessonRows(app)).filter(({ state }) => state === 'unconfirmed');
  const before = (await deliveries(app, [unknown!.id]))[0]!;
  relay.faults.length = 0;
  const none = await send(app, '/admin/deliveries/unconfirmed', { act: 'resend', who: 'ticked' }, admin);
  expect(none.location).toBe('/admin/deliveries/unconfirmed?said=resend&count=0');
  expect((await send(app, '/admin/deliveries/unconfirmed', { act: 'burn' }, admin)).status).toBe(422);
  await app.at('2026-03-20T10:00:00Z');
  const again = await send(
    app,
    '/admin/deliveries/unconfirmed',
    [
      ['act', 'resend'],
      ['who', 'ticked'],
      ['mail', unknown!.id],
      ['mail', '999999'],
    ],
    admin,
  );
  expect(again.location).toBe('/admin/deliveries/unconfirmed?said=resend&count=1');
  expect(text((await visit(app, again.location!, admin)).html)).toContain('One mail will be sent again');
  await app.tick();
  const after = (await deliveries(app, [unknown!.id]))[0]!;
  expect(after).toMatchObject({ state: 'sent', messageId: before.messageId, attempts: 2 });
  const copies = relay.received.filter(({ to }) => to === 'lost@quay.example');
  expect(copies).toHaveLength(2);
  expect(copies.every(({ source }) => source.includes(before.messageId!))).toBe(true);
  // Nobody resends what arrived.
  const late = await send(app, '/admin/deliveries/unconfirmed', { act: 'resend', mail: unknown!.id }, admin);
  expect(late.location).toContain('count=0');

  const ids = await makeDeliveries(app, 60);
  await app.dataSource.query(`update delivery set state = 'unconfirmed' where id = any($1)`, [ids]);
  const first = await page('/unconfirmed');
  expect(rows(first)).toHaveLength(50);
  const next = moreOf(first);
  expect(rows(await page(next))).toHaveLength(10);
  const choices = (html: string) => [...html.matchAll(/name="mail" value="(\d+)"/g)].map(([, id]) => id);
  expect(new Set([...choices(first), ...choices(await page(next))])).toEqual(new Set(ids));
  await send(app, '/admin/deliveries/unconfirmed', { act: 'let-be', who: 'ticked', mail: ids[0]! }, admin);
  const rest = await send(app, '/admin/deliveries/unconfirmed', { act: 'let-be', who: 'all' }, admin);
  expect(rest.location).toContain('said=let-be&count=59');
  expect(rows(await page('/unconfirmed'))).toEqual([]);
  expect((await deliveries(app, ids)).every(({ state }) => state === 'unconfirmed')).toBe(true);
  const acts = await app.dataSource.query<{ act: string; detail: object }[]>(
    `select act, detail from audit where act like 'mails-%' order by id`,
  );
  expect(acts).toEqual([
    { act: 'mails-resent', detail: { mails: 1 } },
    { act: 'mails-let-be', detail: { mails: 1 } },
    { act: 'mails-let-be', detail: { mails: 59 } },
  ]);
  expect(text((await visit(app, '/admin/audit', admin)).html)).toContain(
    'had mails sent again whose fate nobody knew mails: 1',
  );
});

test('what waits is listed by when it goes, page by page, and the stream tells how it goes', async () => {
  const at = (minutes: number) => new Date(app.clock.now().getTime() + minutes * 60_000);
  for (let index = 0; index < 55; index++) await makeDeliveries(app, 1, { nextTryAt: at(60 + (index % 7)) });
  const first = await page('/waiting');
  const next = moreOf(first);
  const all = [...rows(first), ...rows(await page(next))];
  expect(all).toHaveLength(55);
  const times = all.map((row) => /\d\d:\d\d/.exec(row)![0]);
  expect(times).toEqual(times.toSorted());

  const stop = new AbortController();
  const response = await fetch(new URL('/admin/deliveries/live', app.url), { headers: admin, signal: stop.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const until = async (words: RegExp) => {
    while (!words.test(text(heard))) heard += (await reader.read()).value ?? '';
    return (heard = '');
  };
  await until(/Nothing is due now\..*For later today 55/);
  await app.at(at(120).toISOString());
  await app.tick();
  await until(/For later today 0 .*Sent today 5\d/);
  stop.abort();
  await reader.cancel().catch(() => {});
});

test('a relay that is left alone is named with what it said', async () => {
  await app.get(Breakers).trip(`127.0.0.1:${relay.port}`, 'ill', '535 5.7.8 wrong user or password');
  expect(text(await page())).toMatch(
    /No mail goes to 127\.0\.0\.1:\d+ Since .*, as it could not be used\..*One mail tries again at \d\d:\d\d\. 535 5\.7\.8[\s\S]*No relay is well\./,
  );
  expect(text((await visit(app, '/admin/staff', admin)).html)).toMatch(
    /No mail goes to 127\.0\.0\.1:\d+ for now\. See why/,
  );
});

test('of somebody who was erased nothing is found any more', async () => {
  const gone = app.get(Links).addressHash('gone@quay.example');
  const [{ id }] = await app.dataSource.query<[{ id: string }]>('select id from member where address_hash = $1', [
    gone,
  ]);
  await app.dataSource.transaction((db) => app.get(Erasing).erase(db, id));
  expect(rows(await page(`/to/${gone.toString('hex')}`))).toEqual([]);
  const events = await app.dataSource.query('select from mail_event where address_hash = $1', [gone]);
  expect(events).toEqual([]);
});

test('only admins come here', async () => {
  const coordinator = { cookie: await sessionOf(app, await makeStaff(app, 'cora@example.org', 'coordinator')) };
  for (const path of ['', '/live', '/refused', `/to/${'0'.repeat(64)}`])
    expect((await visit(app, `/admin/deliveries${path}`, coordinator)).status).toBe(404);
});
