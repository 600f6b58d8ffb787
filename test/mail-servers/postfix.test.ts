import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeProgramme } from '../support/factories.js';
import { startSmtp, type Relayed } from '../support/smtp.js';
import { until } from '../support/until.js';
import { startDovecot, type ImapServer } from './dovecot.js';
import { startPostfix } from './postfix.js';

let far: Relayed;
let mailbox: ImapServer;
let app: TestApp;
const stops: (() => Promise<void>)[] = [];

/** How the far side answers when a recipient is named; who is not here is taken. */
const ANSWERS: Record<string, [number, string]> = {
  unknown: [550, '5.1.1 User unknown'],
  policy: [550, '5.7.1 Message refused by policy'],
  full: [452, '4.2.2 Mailbox full'],
};
const PEOPLE = ['good', 'grey', 'unknown', 'policy', 'full'];
const addressOf = (name: string) => `${name}@far.example.org`;

beforeAll(async () => {
  const seen = new Set<string>();
  far = await startSmtp(0, {
    onRcptTo({ address }, _session, done) {
      const name = address.split('@')[0]!;
      const greylisted = name === 'grey' && !seen.has(address);
      seen.add(address);
      const [responseCode, words] = greylisted ? [450, '4.7.1 Greylisted'] : (ANSWERS[name] ?? []);
      done(responseCode ? Object.assign(new Error(words), { responseCode }) : null);
    },
  });
  stops.push(far.stop);
  mailbox = await startDovecot();
  stops.push(mailbox.stop);
  const postfix = await startPostfix(far.port, 'bounces@steps.example.net', mailbox);
  stops.push(postfix.stop);
  app = await startApp({
    SMTP_URL: postfix.url,
    MAIL_FROM: 'Little Steps <steps@steps.example.net>',
    BOUNCE_ADDRESS: 'bounces@steps.example.net',
    BOUNCE_IMAP_URL: mailbox.url,
  });
  stops.push(app.stop);
  await makeProgramme(app, { slug: 'short', lessons: 3 });
  for (const name of PEOPLE) await makeMember(app, { address: addressOf(name), takes: ['short'] });
}, 60_000);
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

/** What was heard of the mail to each, told once each. */
async function heard(kind: string): Promise<Record<string, string[]>> {
  const rows = await app.dataSource.query<{ address: string; heard: string }[]>(
    `select m.address, e.source || ' ' || e.class || ' ' || coalesce(e.status, '') as heard
     from mail_event e join delivery d on d.id = e.delivery_id join member m on m.id = d.recipient_id
     where d.kind = $1 order by e.id`,
    [kind],
  );
  const found = Object.groupBy(rows, ({ address }) => address.split('@')[0]!);
  return Object.fromEntries(Object.entries(found).map(([name, of]) => [name, of!.map((one) => one.heard)]));
}
const lessons = () =>
  app.dataSource.query<{ address: string; state: string }[]>(
    `select address, d.state from delivery d join member m on m.id = d.recipient_id where d.kind = 'lesson' order by d.id`,
  );
const suppressed = async (name: string) => app.get(Suppressions).reason(app.get(Links).addressHash(addressOf(name)));

test('what the far side refuses comes back, finds its mail, and is acted upon in the next planning', async () => {
  await app.at('2026-03-17T09:00:00Z');
  await app.tick();
  expect((await lessons()).map(({ state }) => state)).toEqual(PEOPLE.map(() => 'sent'));

  const failures = async () => {
    const found = await heard('lesson');
    return ['unknown', 'policy', 'full'].every((name) => found[name]?.some((one) => !one.includes('information')));
  };
  await until(failures);
  await until(() => far.copies(addressOf('grey')) === 1);
  await until(() => mailbox.count('INBOX') === 0);

  const found = await heard('lesson');
  expect(found['unknown']).toEqual(['mailbox address 5.1.1']);
  expect(found['policy']).toEqual(['mailbox ours 5.7.1']);
  expect(found['full']).toEqual(['mailbox information 4.2.2', 'mailbox soft 4.2.2']);
  expect(found['grey'] ?? []).toEqual(found['grey'] ? ['mailbox information 4.7.1'] : []);
  expect(found['good']).toBeUndefined();
  expect(mailbox.count('Processed')).toBe(Object.values(found).flat().length);
  expect(mailbox.count('Unmatched')).toBe(0);
  expect(Object.fromEntries((await lessons()).map(({ address, state }) => [address.split('@')[0], state]))).toEqual({
    good: 'sent',
    grey: 'sent',
    unknown: 'bounced',
    policy: 'bounced',
    full: 'bounced',
  });
  expect(await Promise.all(PEOPLE.map(suppressed))).toEqual([undefined, undefined, 'bounced', undefined, undefined]);

  await app.at('2026-03-24T09:00:00Z');
  await app.tick();
  const second = (await lessons()).slice(PEOPLE.length).map(({ address }) => address);
  expect(second.sort()).toEqual(['full', 'good', 'grey', 'policy'].map(addressOf));
}, 120_000);
