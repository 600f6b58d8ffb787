import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromBrevo } from '../../../src/mail/webhooks/brevo.js';
import { address, digest, messageId } from '../../../src/mail/webhooks/fields.js';
import { fromMailgun, mailgunToken } from '../../../src/mail/webhooks/mailgun.js';
import { fromPostmark } from '../../../src/mail/webhooks/postmark.js';
import { fromSendgrid } from '../../../src/mail/webhooks/sendgrid.js';
import { fromSes } from '../../../src/mail/webhooks/ses.js';
import { snsMessage } from '../../../src/mail/webhooks/sns.js';

test.each([
  ['7.abc@steps.example.org', '<7.abc@steps.example.org>'],
  ['<7.abc@steps.example.org>', '<7.abc@steps.example.org>'],
  ['00000000-0000-0000-0000-000000000000', undefined],
  ['<a@b> <c@d>', undefined],
  ['', undefined],
  [undefined, undefined],
])('the Message-ID in %j is %s', (given, id) => {
  expect(messageId(given)).toBe(id);
});

test.each([
  ['Jo@Example.ORG', 'jo@example.org'],
  ['"Jo B" <Jo@example.org>', 'jo@example.org'],
  ["o'neil+x@example.org", "o'neil+x@example.org"],
  ['nobody', undefined],
  ['jo@example.org, mo@example.org', undefined],
  [undefined, undefined],
])('the address in %j is %s', (given, plain) => {
  expect(address(given)).toBe(plain);
});

test('whatever JSON comes, no provider’s reader fails, and the same has the same name', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const read of [fromSendgrid, fromPostmark, fromMailgun, fromBrevo]) {
        const [first] = read(value);
        if (!Array.isArray(value)) expect(first).toEqual(read(structuredClone(value))[0]);
      }
      expect(mailgunToken(value, 'key', 0)).toBeUndefined();
      const message = {
        ...snsMessage.parse(value),
        Type: 'Notification',
        MessageId: 'm',
        Message: JSON.stringify(value),
      };
      for (const { meaning } of fromSes(message)) expect(meaning).toBe('unknown');
    }),
  );
  expect(digest({ a: 1 })).toBe(digest({ a: 1 }));
  expect(digest({ a: 1 })).not.toBe(digest({ a: 2 }));
});

test('words of JavaScript itself are no events', () => {
  for (const event of ['constructor', '__proto__', 'toString']) {
    expect(fromSendgrid([{ event }])[0]).toMatchObject({ name: event, meaning: 'unknown' });
    expect(fromBrevo({ event })[0]).toMatchObject({ meaning: 'unknown' });
    expect(fromMailgun({ 'event-data': { event } })[0]).toMatchObject({ meaning: 'unknown' });
    expect(fromPostmark({ RecordType: event })[0]).toMatchObject({ meaning: 'unknown' });
  }
});
