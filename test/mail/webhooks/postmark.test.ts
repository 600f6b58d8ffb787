import { expect, test } from '@jest/globals';
import { fromPostmark, isFromPostmark } from '../../../src/mail/webhooks/postmark.js';
import { verdictOf } from '../../../src/mail/webhooks/verdict.js';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('only the agreed user and password are let in', () => {
  expect(isFromPostmark(basic('postmark:a long password'), 'postmark:a long password')).toBe(true);
  expect(isFromPostmark(basic('postmark:a long password').replace('Basic', 'basic'), 'postmark:a long password')).toBe(
    true,
  );
  for (const bad of [
    '',
    'Basic',
    basic(''),
    basic('postmark:'),
    basic('postmark:another'),
    'Bearer abc',
    'postmark:a long password',
  ])
    expect(isFromPostmark(bad, 'postmark:a long password')).toBe(false);
});

const bounce = {
  RecordType: 'Bounce',
  ID: 4323372036,
  Type: 'HardBounce',
  TypeCode: 1,
  Name: 'Hard bounce',
  MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
  Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
  Details: 'smtp;550 5.1.1 No such user here',
  Email: 'jo@example.org',
  Inactive: true,
};
const verdict = (changes: object) => verdictOf(fromPostmark({ ...bounce, ...changes })[0]!)?.class;

test('a bounce is known by its id, however long, and the address', () => {
  expect(fromPostmark({ ...bounce, ID: 42 })).toEqual([
    {
      id: '42 883953f4-6105-42a2-a16a-77a8eac79483',
      name: 'Bounce: HardBounce',
      meaning: 'hard',
      messageId: undefined,
      address: 'jo@example.org',
      diagnostic: 'smtp;550 5.1.1 No such user here',
    },
  ]);
  const long = (MessageID: string) => fromPostmark({ ...bounce, ID: Number('4323372036854775807'), MessageID })[0]?.id;
  expect(long('a')).not.toBe(long('b'));
});

test('our Message-ID is taken from the returned mail, not that of the bounce', () => {
  const Content =
    'Message-ID: <b@mx.example>\r\nFrom: MAILER-DAEMON\r\n\r\nSorry\r\n\r\nTo: jo@example.org\r\nMessage-ID:\r\n <7.abc@steps.example.org>\r\n';
  expect(fromPostmark({ ...bounce, Content })[0]?.messageId).toBe('<7.abc@steps.example.org>');
});

test('the server’s words count, never Postmark’s description of the class', () => {
  expect(verdict({})).toBe('address');
  expect(verdict({ Details: 'smtp;550 5.7.1 rejected by local policy' })).toBe('ours');
  expect(verdict({ Details: '' })).toBe('soft');
});

test.each([
  [{ Type: 'SoftBounce', Details: 'mailbox full' }, 'soft'],
  [{ Type: 'Blocked', Details: '' }, 'ours'],
  [{ Type: 'ManuallyDeactivated', Details: '' }, 'soft'],
  [{ Type: 'BadEmailAddress', Details: '' }, 'address'],
  [{ Type: 'AutoResponder', Details: 'I am away; unknown user' }, 'information'],
  [{ Type: 'SomethingNew', Details: 'user unknown' }, 'unknown'],
  [{ RecordType: 'SpamComplaint', Type: 'SpamComplaint' }, 'complaint'],
  [{ RecordType: 'SubscriptionChange', SuppressSending: true }, 'information'],
  [{ RecordType: 'Delivery' }, undefined],
  [{ RecordType: 'Open' }, undefined],
  [{ RecordType: 'Click' }, undefined],
  [{ RecordType: 'SomethingNew' }, 'unknown'],
])('%j is %s', (changes, expected) => {
  expect(verdict(changes)).toBe(expected);
});
