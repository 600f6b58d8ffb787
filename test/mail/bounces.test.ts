import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { classify } from '../../src/mail/bounces/classify.js';
import { codesIn } from '../../src/mail/bounces/codes.js';
import { decide } from '../../src/mail/bounces/decide.js';
import { findingsOf } from '../../src/mail/bounces/findings.js';
import { readReport } from '../../src/mail/bounces/read-report.js';

const report = async (name: string) => readReport(await readFile(new URL(`bounces/${name}.eml`, import.meta.url)));

/** Form of a system, what it says: recipient, class and the rule; in the files' alphabetical order. */
const expected: [file: string, ...findings: string[]][] = [
  ['a-letter', ' information not a bounce'],
  ['arf-abuse', 'lola@mail.example.com complaint complaint'],
  ['arf-not-spam', 'lola@mail.example.com information not a bounce'],
  ['barracuda-bulk', 'cara@shop.example ours spam'],
  ['broken-boundary', 'tess@shop.example address no such account'],
  ['challenge', ' information challenge'],
  ['courier-no-domain', 'bea@gone.invalid address unknown host'],
  ['delivered', 'rita@shop.example information receipt'],
  ['domino-not-listed', 'xena@shop.example address unknown user'],
  ['dutch-full', 'hugo@winkel.example soft mailbox full (other language)'],
  ['exchange-2007-size', 'vera@shop.example ours message size'],
  ['exchange-5-unknown', 'una@shop.example address unknown user'],
  ['exim-full', 'mia@shop.example soft mailbox full'],
  ['exim-rejected-content', 'nora@shop.example ours content'],
  ['exim-retry', 'nils@shop.example soft gave up after trying'],
  ['exim-unknown', 'max@shop.example address unknown user'],
  ['exim-unrouteable', 'ned@gone.invalid address unknown host'],
  ['french-unknown', 'fleur@boutique.example address unknown user (other language)'],
  ['german-full', 'erik@laden.example soft mailbox full (other language)'],
  ['german-unknown', 'emma@laden.example address unknown user (other language)'],
  ['gmail-full', 'sue@shop.example soft mailbox full'],
  ['gmail-no-domain', 'tim@gone.invalid address no such domain'],
  ['gmail-not-found', 'sam@shop.example address recipient not in the directory'],
  ['gmail-unauthenticated', 'ted@shop.example ours sender authentication'],
  ['groupwise-full', 'yuri@shop.example soft mailbox full'],
  ['imail-unknown', 'zoe@shop.example address no such account'],
  ['italian-unknown', 'ilda@negozio.example address unknown user (other language)'],
  ['japanese-unknown', 'kenji@mise.example address unknown user (other language)'],
  ['m365-access-denied', 'walt@shop.example address recipient not in the directory'],
  ['m365-rule', 'wim@shop.example ours policy'],
  ['mdaemon-quota', 'abel@shop.example soft mailbox full'],
  ['mimecast-policy', 'dirk@shop.example ours policy'],
  ['nothing-telling', 'ursa@shop.example unknown nothing telling'],
  ['portuguese-blocked', 'joana@loja.example ours refused (other language)'],
  ['postfix-block-list', 'emil@shop.example ours block list or reputation'],
  ['postfix-delayed', 'gus@shop.example information delayed'],
  ['postfix-greylisted', 'cleo@shop.example soft greylisting'],
  ['postfix-mailbox-unavailable-data', 'frida@shop.example ours policy'],
  ['postfix-name-server-fails', 'dora@shop.example soft cannot be checked now'],
  ['postfix-no-host', 'dan@gone.invalid address unknown host'],
  ['postfix-spam-wrong-status', 'ben@spam.shop.example ours spam'],
  ['postfix-two-recipients', 'hana@shop.example address no such account', 'ida@shop.example soft mailbox full'],
  ['postfix-unknown', 'anna@shop.example address recipient not in the directory'],
  ['proofpoint-reputation', 'edda@shop.example ours block list or reputation'],
  ['qmail-queue-too-long', 'otto@shop.example soft connection'],
  ['qmail-rcpthosts', 'pia@shop.example ours relaying denied'],
  ['qmail-unknown', 'olga@shop.example address unknown user'],
  ['read-receipt', ' information receipt'],
  ['sendmail-spf-then-unknown', 'kay@shop.example ours sender authentication'],
  ['sendmail-unknown', 'jo@shop.example address no such account'],
  ['sendmail-warning', 'lea@shop.example information delayed'],
  ['spanish-unknown', 'gil@tienda.example address unknown user (other language)'],
  ['vacation', ' information auto-reply'],
  ['vacation-german', ' information auto-reply'],
  [
    'yahoo-two-accounts',
    'quin@mail.example.com address no such account',
    'rosa@mail.example.com soft disabled for a while',
  ],
];

test.each(expected)('%s', async (file, ...findings) => {
  const found = findingsOf(await report(file));
  expect(found.map((finding) => `${finding.recipient} ${finding.class} ${finding.matched}`)).toEqual(findings);
});

test('a report carries all three keys to its delivery', async () => {
  const { returned, recipients } = await report('postfix-unknown');
  expect(returned).toEqual({
    messageId: '<delivery-4711@steps.example.org>',
    envelopeId: '4711-a',
    verp: 'bounces+d7k2m4qx9a@steps.example.org',
    subject: 'Free spam check? Your mailbox is not full',
  });
  expect(recipients[0]).toMatchObject({ action: 'failed', status: '5.1.1' });
});

test('the returned message is never read as a reason', async () => {
  expect((await report('exim-unknown')).text).not.toMatch(/unsubscribe|Free spam check/);
});

test.each([
  ['550 5.1.1 Mailbox full', 'soft'],
  ['550 5.1.1 Message rejected as spam', 'ours'],
  ['554 5.7.1 <a@b.example>: Recipient address rejected: no such user', 'address'],
  ['550 5.2.1 The account is disabled', 'soft'],
  ['550 5.4.1 Recipient address rejected: Access denied. AS(1)', 'address'],
  ['550 5.7.1 Recipient address rejected: Access denied', 'ours'],
  ['450 4.1.1 <a@b.example>: unverified address: Address verification in progress', 'soft'],
  ['450 4.2.1 The user you are trying to contact is receiving mail at a rate that', 'soft'],
  ['421 4.7.28 unusual rate of mail from your network', 'ours'],
  ['550 user quota@spam.example unknown', 'address'],
  ['550-5.1.1 no such\r\n550 5.1.1 user here', 'address'],
])('%s: %s', (diagnostic, expectedClass) => {
  expect(classify({ diagnostic }).class).toBe(expectedClass);
});

test('without telling text the status counts, then the code and its stage', () => {
  expect(classify({ status: '5.7.0', code: 550 })).toEqual({ class: 'ours', matched: 'status 5.7.0' });
  expect(classify({ status: '5.1.1' }).class).toBe('address');
  expect(classify({ status: '4.2.1' }).class).toBe('soft');
  expect(classify({ status: '5.6.1' }).class).toBe('ours');
  expect(classify({ code: 550, stage: 'rcpt' }).class).toBe('address');
  expect(classify({ code: 550, stage: 'data' }).class).toBe('unknown');
  expect(classify({ code: 552, stage: 'rcpt' }).class).toBe('soft');
  expect(classify({})).toEqual({ class: 'unknown', matched: 'nothing telling' });
});

test('whatever the figures: a full mailbox and a block list never cost an address', () => {
  const status = fc.tuple(fc.constantFrom(4, 5), fc.nat(7), fc.nat(30)).map((parts) => parts.join('.'));
  const stage = fc.constantFrom('connect', 'helo', 'auth', 'mail', 'rcpt', 'data', undefined);
  fc.assert(
    fc.property(status, fc.integer({ min: 400, max: 559 }), stage, (some, code, where) => {
      const figures = { status: some, code, stage: where };
      expect(classify({ ...figures, diagnostic: `${code} ${some} mailbox is full` }).class).toBe('soft');
      expect(classify({ ...figures, diagnostic: `${code} ${some} blocked using a DNSBL` }).class).toBe('ours');
    }),
  );
});

test('codes are told from parts of addresses of machines', () => {
  expect(codesIn('host mx.example[198.5.1.1] said: 550 5.1.2 gone (in reply to RCPT TO command)')).toEqual({
    status: '5.1.2',
    code: 550,
    stage: 'rcpt',
  });
  expect(codesIn('>>> DATA\n<<< 554 no\n>>> QUIT')).toMatchObject({ stage: 'data' });
  expect(codesIn('from 5.1.1.7')).toEqual({});
});

test('what follows from a class', () => {
  expect((['address', 'complaint', 'soft', 'ours', 'information', 'unknown'] as const).map(decide)).toEqual([
    'suppress',
    'suppress',
    'count',
    'alarm',
    'nothing',
    'nothing',
  ]);
});

test('any bytes are read, and cost no address', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      const findings = findingsOf(await readReport(Buffer.from(bytes)));
      expect(findings.every((finding) => ['information', 'unknown'].includes(finding.class))).toBe(true);
    }),
    { numRuns: 50 },
  );
  expect(findingsOf(await readReport(Buffer.alloc(0)))[0]).toMatchObject({ class: 'unknown' });
});

test('a bounce cut off anywhere is still read', async () => {
  const whole = await readFile(new URL('bounces/exim-rejected-content.eml', import.meta.url));
  for (let length = 0; length < whole.length; length += 97) {
    const findings = findingsOf(await readReport(whole.subarray(0, length)));
    expect(findings.map((finding) => finding.class)).not.toContain('address');
  }
});

test('old line ends and a mailbox separator do no harm', async () => {
  const text = (await readFile(new URL('bounces/postfix-unknown.eml', import.meta.url))).toString();
  for (const form of [text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r'), `From MAILER-DAEMON Mon\n${text}`])
    expect(findingsOf(await readReport(Buffer.from(form)))[0]).toMatchObject({
      recipient: 'anna@shop.example',
      class: 'address',
    });
});

test('20 MB before the status are streamed in constant memory', async () => {
  const piece = Buffer.alloc(65_536, 'QUJDREVG');
  async function* message() {
    yield Buffer.from('From: MAILER-DAEMON@mail.example\nContent-Type: multipart/report; boundary=b\n\n--b\n');
    yield Buffer.from('Content-Type: text/plain\n\nIt failed.\n\n--b\nContent-Type: message/rfc822\n\n');
    for (let count = 0; count < 320; count += 1) yield piece;
    yield Buffer.from('\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.example\n');
    yield Buffer.from('Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 mailbox full\n\n--b--\n');
  }
  const before = process.memoryUsage().arrayBuffers;
  const read = await readReport(Readable.from(message()));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000);
  expect(findingsOf(read)).toMatchObject([{ recipient: 'a@b.example', status: '5.2.2', class: 'soft' }]);
});
