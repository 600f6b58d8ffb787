import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { writeFirstMails } from '../../src/enrolments/first-mails.js';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { Links } from '../../src/links/links.js';
import { Outbox } from '../../src/mail/outbox.js';
import { relayFrom } from '../../src/mail/relay.js';
import { AlertCare } from '../../src/staff/alert-care.service.js';
import { actorOf, sendAlert } from '../support/alerts.js';
import { startApp, type TestApp } from '../support/app.js';
import { enrol, makeMember, makeProgramme } from '../support/factories.js';
import { makeStaff } from '../support/staff.js';
import { startSmtp, type Relayed } from '../support/smtp.js';

const SUBSCRIPTION = ['lesson', 'reminder', 'welcome', 'closing', 'alert'];
const SYSTEM = ['confirm', 'invitation', 'already-member', 'page-link', 'alert-test'];

let app: TestApp;
let relay: Relayed;
const folder = mkdtempSync(path.join(tmpdir(), 'message-test-'));
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const received = new Map<string, { from: string; source: string; id: string }>();

/** The fields of a message, in order, unfolded; and whether each came in one line. */
function fields(source: string): { name: string; value: string; folded: boolean }[] {
  const head = source.slice(0, source.indexOf('\r\n\r\n'));
  return head.split(/\r\n(?![ \t])/).map((field) => ({
    name: field.slice(0, field.indexOf(':')).toLowerCase(),
    value: field
      .slice(field.indexOf(':') + 1)
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .trim(),
    folded: /\r\n/.test(field),
  }));
}
const only = (source: string, name: string) => {
  const found = fields(source).filter((field) => field.name === name);
  expect(found).toHaveLength(1);
  return found[0]!;
};

beforeAll(async () => {
  const keyFile = path.join(folder, 'dkim.pem');
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  relay = await startSmtp();
  app = await startApp({
    SMTP_URL: relay.url,
    PUBLIC_URL: 'https://steps.example.net',
    MAIL_FROM: 'Little Steps <steps@example.net>',
    BOUNCE_ADDRESS: 'bounces@example.net',
    DKIM_DOMAIN: 'example.net',
    DKIM_SELECTOR: 's1',
    DKIM_KEY_FILE: keyFile,
  });
  await everyKind();
  for (const mail of relay.received) {
    const kind = only(mail.source, 'feedback-id').value.split(':')[1]!;
    received.set(kind, { ...mail, id: /^<(\d+)\./.exec(only(mail.source, 'message-id').value)![1]! });
  }
});
afterAll(async () => {
  await app.stop();
  await relay.stop();
  rmSync(folder, { recursive: true });
});

/** Has a mail of every kind there is sent. */
async function everyKind(): Promise<void> {
  const { dataSource, clock } = app;
  await makeProgramme(app, { slug: 'short', lessons: 1, closing: 'Well done.' });
  const jo = await makeMember(app, { takes: ['short'], name: 'Jo "Ø" Bloggs\r\nBcc: x@example.org' });
  const post = { recipientId: jo.id, addressHash: jo.addressHash, hours: 24 };
  const outbox = app.get(Outbox);
  const [signUp] = await dataSource.query<[{ id: string }]>(
    `insert into sign_up (address, address_key, name, organisation, sector, size, nation, emerging_technology, weekday, time, zone,
       terms_version, privacy_version, accepted_at)
     values ('sam@example.org', 'sam@example.org', 'Sam', 'Sam & Co', 'trades', '1', 'wales', false, 2, '09:00', 'Europe/London', '1', '1', $1)
     returning id`,
    [clock.now()],
  );
  await dataSource.transaction(async (db) => {
    for (const kind of ['welcome', 'already-member', 'page-link'])
      await outbox.post(db, { ...post, kind, subjectId: jo.id });
    const addressHash = app.get(Links).addressHash('sam@example.org');
    await outbox.post(db, { kind: 'confirm', subjectId: signUp.id, recipientId: signUp.id, addressHash, hours: 24 });
    const guest = await makeMember(app);
    const core = await app.get(Enrolments).programme(db, 'core', 'programme');
    await app.get(Enrolments).invite(db, [guest.id], core.id);
    await writeFirstMails(db, 'invitation', [guest.id], core.id, new Date('2026-03-17T09:00:00Z'));
  });
  await app.tick();
  await app.at('2026-03-17T09:00:00Z');
  const ada = await makeStaff(app, 'ada@example.org');
  const alert = await sendAlert(app, ada);
  await app.get(AlertCare).test(alert, actorOf(ada));
  await app.tick();
  await dataSource.query(
    `insert into outcome select subject_id, part_id, 'later', '2026-03-19', $1 from delivery where kind = 'lesson'`,
    [clock.now()],
  );
  await dataSource.query(
    `insert into delivery (kind, subject_id, part_id, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at)
     select 'reminder', subject_id, part_id, recipient_id, address_hash, false, zone, due_at, next_try_at, expires_at
     from delivery where kind = 'lesson'`,
  );
  await app.tick();
  await app.at('2026-03-24T09:00:00Z');
  await app.tick();
}

test('every kind there is was received', () => {
  expect([...received.keys()].sort()).toEqual([...SUBSCRIPTION, ...SYSTEM].sort());
});

test.each(SUBSCRIPTION)('%s can be left with one click', (kind) => {
  const { source } = received.get(kind)!;
  const leave = only(source, 'list-unsubscribe');
  expect(leave.folded).toBe(false);
  expect(leave.value).toMatch(
    kind === 'alert'
      ? /^<https:\/\/steps\.example\.net\/no-alerts\/[\w.-]+>$/
      : /^<https:\/\/steps\.example\.net\/unsubscribe\/[\w.-]+>$/,
  );
  expect(only(source, 'list-unsubscribe-post').value).toBe('List-Unsubscribe=One-Click');
  expect(only(source, 'list-id').value).toBe(kind === 'alert' ? '<alerts.example.net>' : '<short.lessons.example.net>');
  expect(fields(source).map(({ name }) => name)).not.toContain('auto-submitted');
});

test.each(SYSTEM)('%s is a system mail', (kind) => {
  const { source } = received.get(kind)!;
  expect(only(source, 'auto-submitted').value).toBe('auto-generated');
  expect(fields(source).filter(({ name }) => name.startsWith('list-'))).toEqual([]);
});

test.each([...SUBSCRIPTION, ...SYSTEM])('%s: what all mails have', async (kind) => {
  const { source, from, id } = received.get(kind)!;
  const feedback = only(source, 'feedback-id').value.split(':');
  expect([feedback.length, feedback[1], feedback[3]]).toEqual([4, kind, 'littlesteps']);
  expect(only(source, 'message-id').value).toMatch(new RegExp(`^<${id}\\.[0-9a-f]{12}@example\\.net>$`));
  expect(only(source, 'from').value).toBe('Little Steps <steps@example.net>');
  expect(from).toMatch(/^bounces\+[0-9a-z]+-[a-z2-7]{8}@example\.net$/);
  expect(from).toContain(`+${BigInt(id).toString(36)}-${app.get(Links).shortMac('envelope', id)}@`);
  const names = fields(source).map(({ name }) => name);
  for (const never of ['bcc', 'references', 'in-reply-to']) expect(names).not.toContain(never);
  expect(new Date(only(source, 'date').value).toISOString()).toMatch(/^2026-03-(16|17|24)T/);
  expect(source.split('\r\n').every((line) => line.length <= 998)).toBe(true);
});

test.each([...SUBSCRIPTION, ...SYSTEM])('%s is signed, with all that tells what it is', async (kind) => {
  const { source } = received.get(kind)!;
  const p = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const resolver = async (name: string) => {
    expect(name).toBe('s1._domainkey.example.net');
    return [[`v=DKIM1; k=rsa; p=${p}`]];
  };
  const { results } = await dkimVerify(Buffer.from(source, 'latin1'), { resolver });
  expect(results.map(({ status }) => status.result)).toEqual(['pass']);
  const signed = /[; ]h=([^;]+);/
    .exec(only(source, 'dkim-signature').value)![1]!
    .toLowerCase()
    .replaceAll(' ', '')
    .split(':');
  const all = fields(source).map(({ name }) => name);
  const must = ['from', 'to', 'subject', 'date', 'message-id', 'feedback-id', 'list-id', 'list-unsubscribe'];
  for (const name of [...must, 'list-unsubscribe-post', 'auto-submitted'].filter((one) => all.includes(one)))
    expect(signed).toContain(name);
});

test('a retry is the same message to the same envelope', async () => {
  const member = await makeMember(app);
  await enrol(app, member.id, 'short');
  relay.faults.push({ stage: 'dot', trouble: 'later', to: member.address, times: 2 });
  await app.at('2026-03-31T08:00:00Z');
  await app.tick();
  const read = () =>
    app.dataSource.query<[{ state: string; attempts: number; message_id: string }]>(
      `select state, attempts, message_id from delivery where kind = 'lesson' and recipient_id = $1`,
      [member.id],
    );
  const [first] = await read();
  expect([first.state, first.attempts]).toEqual(['deferred', 1]);
  for (const at of ['2026-03-31T08:03:00Z', '2026-03-31T08:20:00Z']) {
    await app.at(at);
    await app.tick();
  }
  expect(await read()).toEqual([{ state: 'sent', attempts: 3, message_id: first.message_id }]);
  const [mail] = relay.received.filter(({ to }) => to === member.address);
  expect(only(mail!.source, 'message-id').value).toBe(first.message_id);
});

test('nothing goes in clear text, but on this machine', () => {
  const cases: [string, boolean, boolean][] = [
    ['smtp://127.0.0.1:2525', false, true],
    ['smtp://localhost', false, true],
    ['smtp://[::1]:25', false, true],
    ['smtp://mail.example.org', true, false],
    ['smtp://user:p%40ss@127.example.org', true, false],
    ['smtps://mail.example.org', false, false],
  ];
  for (const [url, requireTLS, ignoreTLS] of cases)
    expect({ url, ...relayFrom(url, undefined) }).toMatchObject({ url, requireTLS, ignoreTLS });
  expect(relayFrom('smtps://mail.example.org', undefined)).toMatchObject({ secure: true, port: 465 });
  expect(relayFrom('smtp://user:p%40ss@mail.example.org', undefined).auth).toEqual({ user: 'user', pass: 'p@ss' });
});
