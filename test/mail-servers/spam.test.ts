import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { endEnrolments } from '../../src/enrolments/ending.js';
import { writeFirstMails } from '../../src/enrolments/first-mails.js';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { Links } from '../../src/links/links.js';
import { Outbox } from '../../src/mail/outbox.js';
import { Nudges } from '../../src/staff/nudges.service.js';
import { AlertCare } from '../../src/staff/alert-care.service.js';
import { actorOf, sendAlert } from '../support/alerts.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember } from '../support/factories.js';
import { send } from '../support/pages.js';
import { makeStaff } from '../support/staff.js';
import { startSmtp, type Relayed } from '../support/smtp.js';
import { makeFolder } from './folder.js';

/** A mail's kind and step, and the points of each rule that speaks against it. */
interface Judged {
  name: string;
  against: [rule: string, points: number][];
}

const KINDS = [
  'alert',
  'alert-test',
  'already-member',
  'closing',
  'confirm',
  'digest',
  'farewell',
  'invitation',
  'lesson',
  'notice',
  'nudge',
  'page-link',
  'reminder',
  'sign-in',
  'welcome',
];

let app: TestApp;
let relay: Relayed;
let judged: Judged[];
beforeAll(async () => {
  relay = await startSmtp();
  app = await startApp({
    SMTP_URL: relay.url,
    PUBLIC_URL: 'https://steps.riverside-crc.org.uk',
    MAIL_FROM: 'Little Steps <steps@riverside-crc.org.uk>',
    BOUNCE_ADDRESS: 'bounces@riverside-crc.org.uk',
  });
  await app.at('2026-03-16T12:00:00Z');
  await postSystemMails();
  await takeEverything();
  judged = await judge([...new Map(relay.received.map((mail) => [feedbackOf(mail.source), mail])).values()]);
}, 300_000);
afterAll(async () => {
  await app.stop();
  await relay.stop();
});

/** Tells a mail from others of its kind and step. */
const feedbackOf = (source: string) => /^Feedback-ID: (\S+)/m.exec(source)![1]!;

/** What people get besides their lessons. */
async function postSystemMails(): Promise<void> {
  const { dataSource, clock } = app;
  const outbox = app.get(Outbox);
  const [signUp] = await dataSource.query<[{ id: string }]>(
    `insert into sign_up (address, address_key, name, organisation, sector, size, nation, emerging_technology, weekday, time, zone,
       terms_version, privacy_version, accepted_at)
     values ('sam@example.org', 'sam@example.org', 'Sam Smith', 'Sam & Co', 'trades', '1', 'wales', false, 2, '09:00', 'Europe/London', '1', '1', $1)
     returning id`,
    [clock.now()],
  );
  const jo = await makeMember(app, { takes: ['core'] });
  const [guest, told] = [await makeMember(app), await makeMember(app)];
  await dataSource.transaction(async (db) => {
    const post = { recipientId: jo.id, addressHash: jo.addressHash, hours: 24 };
    for (const kind of ['welcome', 'already-member', 'page-link'])
      await outbox.post(db, { ...post, kind, subjectId: jo.id });
    const addressHash = app.get(Links).addressHash('sam@example.org');
    await outbox.post(db, { kind: 'confirm', subjectId: signUp.id, recipientId: signUp.id, addressHash, hours: 24 });
    const core = await app.get(Enrolments).programme(db, 'core', 'programme');
    await app.get(Enrolments).invite(db, [guest.id], core.id);
    await writeFirstMails(db, 'invitation', [guest.id], core.id, clock.now());
    await app.get(Enrolments).enrol(db, [told.id], core.id, { by: null });
    await writeFirstMails(db, 'notice', [told.id], core.id, clock.now());
  });
  const ada = await makeStaff(app, 'ada@example.org');
  const alert = await sendAlert(app, ada);
  await app.get(AlertCare).test(alert, actorOf(ada));
  await send(app, '/sign-in', { address: 'ada@example.org' });
  await app.tick();
}

/** People of each sector take all there is to its end, and ask once to be reminded. */
async function takeEverything(): Promise<void> {
  const { dataSource } = app;
  const sectors = await dataSource.query<{ name: string }[]>('select distinct unnest(sectors) as name from step');
  for (const { name } of sectors) await makeMember(app, { takes: ['core', 'sectors'], sector: name });
  const { id, organisationId } = await makeMember(app, { takes: ['secure-innovation'] });
  const cora = await makeStaff(app, 'cora@example.org', 'coordinator', [organisationId]);
  const [{ steps }] = await dataSource.query<[{ steps: number }]>('select max(position)::int as steps from step');
  for (let week = 0; week <= steps + 1; week++) {
    await app.at(new Date(Date.UTC(2026, 2, 17 + week * 7, 12)).toISOString());
    await app.tick();
    if (week === 1) {
      await app.get(Nudges).sendOne(organisationId, id, actorOf(cora));
      await app.tick();
      await app.at('2026-03-30T07:30:00Z'); // a Monday
      await app.tick();
    }
    if (week > 0) continue; // after the first lesson
    await dataSource.query(
      `insert into delivery (kind, subject_id, part_id, recipient_id, address_hash, urgent, due_at, next_try_at, expires_at)
       select 'reminder', subject_id, part_id, recipient_id, address_hash, false, due_at, due_at, expires_at
       from delivery where kind = 'lesson'`,
    );
    await dataSource.query(
      `insert into outcome select subject_id, part_id, 'later', '2026-03-19', $1 from delivery where kind = 'lesson'`,
      [app.clock.now()],
    );
    await app.tick();
  }
  await dataSource.query('update organisation set ended_at = $2 where id = $1', [organisationId, app.clock.now()]);
  await dataSource.transaction((db) => endEnrolments(db, organisationId, app.clock.now()));
  await app.tick();
}

/**
 * What SpamAssassin says by its local rules. What speaks for a mail is not counted, so nothing that comes of judging on
 * one machine (ALL_TRUSTED, NO_RELAYS, NO_RECEIVED) helps it. Each gets the line of a server that took it as it was sent:
 * without one, or with that of today, rules about relays and dates would judge the test and not the mail.
 */
async function judge(received: Relayed['received']): Promise<Judged[]> {
  // An address for tests that SpamAssassin does not know as one: it holds those of documentation against a mail.
  const folder = makeFolder('spam');
  const files = received.map(({ to, source }, index) => {
    const date = /^Date: (.+)\r$/m.exec(source)![1]!;
    const from = 'from relay.riverside-crc.org.uk (relay.riverside-crc.org.uk [198.18.0.25])';
    const file = path.join(folder, `${index}.eml`);
    writeFileSync(
      file,
      `Received: ${from}\r\n\tby mx.example.org (Postfix) with ESMTPS id 4TZ${index}\r\n\tfor <${to}>; ${date}\r\n${source}`,
    );
    return file;
  });
  const scores = '--cf=add_header all Scores _TESTSSCORES(,)_';
  const { stdout } = await promisify(execFile)('spamassassin', ['-L', '-t', '-x', scores, ...files], {
    maxBuffer: 100e6,
  });
  return stdout
    .split(/^(?=X-Spam-Checker-Version: )/m)

    .map((report) => {
      const field = (name: string) =>
        new RegExp(`^${name}: ((?:.|\\n[ \\t])*)`, 'm').exec(report)![1]!.replaceAll(/\s/g, '');
      const [step, kind] = field('Feedback-ID').split(':');
      const rules = field('X-Spam-Scores')
        .split(',')
        .map((rule) => rule.split('='));
      const against = rules.map(([rule, points]) => [rule!, Number(points)] as [string, number]);
      return { name: `${kind} ${step}`, against: against.filter(([, points]) => points > 0) };
    });
}

const total = ({ against }: Judged) => against.reduce((sum, [, points]) => sum + points, 0);

test('every kind of mail and every lesson was judged', async () => {
  const kinds = new Set(judged.map(({ name }) => name.split(' ')[0]!));
  expect([...kinds].sort()).toEqual(KINDS);
  const steps = await app.dataSource.query<{ slug: string }[]>('select slug from step where retired_at is null');
  const names = judged.map(({ name }) => name);
  expect(steps.map(({ slug }) => `lesson ${slug}`).filter((name) => !names.includes(name))).toEqual([]);
});

test('no mail has half a point of SpamAssassin against it', () => {
  expect(judged.filter((one) => !(total(one) < 0.5))).toEqual([]);
});
