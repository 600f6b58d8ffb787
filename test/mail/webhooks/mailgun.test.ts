import { expect, test } from '@jest/globals';
import { fromMailgun, MAILGUN_WINDOW, mailgunToken } from '../../../src/mail/webhooks/mailgun.js';
import { verdictOf } from '../../../src/mail/webhooks/verdict.js';
import { mailgunCall } from '../../support/webhooks.js';

const key = 'a signing key of a test';
const now = new Date('2026-03-16T09:00:00Z').getTime();

test('a signature holds for its key and for its time', () => {
  const call = (at = now) => mailgunCall(key, { event: 'opened' }, 'a-token', at);
  expect(mailgunToken(call(), key, now)).toBe('a-token');
  expect(mailgunToken(call(), 'another key of a test', now)).toBeUndefined();
  const edge = MAILGUN_WINDOW * 1000;
  expect(mailgunToken(call(now - edge), key, now)).toBe('a-token');
  expect(mailgunToken(call(now - edge - 1000), key, now)).toBeUndefined();
  expect(mailgunToken(call(now + edge + 1000), key, now)).toBeUndefined();
});

test('a signature without one of its parts, or with others, is none', () => {
  const whole = mailgunCall(key, {}, 'a-token', now) as { signature: Record<string, unknown> };
  const wrong = {
    token: ['', undefined, ['a-token'], 'b-token'],
    signature: ['', undefined, 'zz', {}],
    timestamp: ['', 'soon', -1],
  };
  for (const [name, values] of Object.entries(wrong))
    for (const value of values)
      expect(mailgunToken({ ...whole, signature: { ...whole.signature, [name]: value } }, key, now)).toBeUndefined();
  expect(mailgunToken({}, key, now)).toBeUndefined();
});

const failed = {
  event: 'failed',
  id: 'G9Bn5sl1TC6nu79C8C0bwg',
  timestamp: 1773651600.58,
  severity: 'permanent',
  reason: 'bounce',
  recipient: 'jo@example.org',
  'delivery-status': {
    code: 550,
    'enhanced-code': '5.1.1',
    message: '5.1.1 The email account that you tried to reach does not exist.',
    description: '',
    'attempt-no': 1,
  },
  message: { headers: { 'message-id': '7.abc@steps.example.org', to: 'jo@example.org' } },
};
const read = (changes: object) => fromMailgun({ 'event-data': { ...failed, ...changes } })[0]!;

test('a failure is tied by our Message-ID, whose brackets Mailgun leaves out', () => {
  expect(read({})).toEqual({
    id: 'G9Bn5sl1TC6nu79C8C0bwg 1773651600.58',
    name: 'failed: permanent bounce',
    meaning: 'hard',
    messageId: '<7.abc@steps.example.org>',
    address: 'jo@example.org',
    diagnostic: '5.1.1 The email account that you tried to reach does not exist.',
    status: '5.1.1',
    code: 550,
  });
});

test.each([
  [{}, 'address'],
  [{ 'delivery-status': { code: 550, message: '5.7.1 blocked by policy' } }, 'ours'],
  [{ severity: 'temporary', reason: 'generic' }, 'information'],
  [{ severity: 'temporary', reason: 'old', 'delivery-status': { code: 602, message: 'Too old' } }, 'soft'],
  [{ reason: 'espblock', 'delivery-status': { code: 421, message: 'no' } }, 'soft'],
  [
    {
      reason: 'suppress-bounce',
      'delivery-status': { code: 605, message: 'Not delivering to previously bounced address' },
    },
    'soft',
  ],
  [{ reason: 'suppress-complaint', 'delivery-status': { code: 607 } }, 'complaint'],
  [{ event: 'complained' }, 'complaint'],
  [{ event: 'unsubscribed' }, 'information'],
  [{ event: 'rejected', reject: { reason: 'Sandbox' } }, 'ours'],
  [{ event: 'accepted' }, undefined],
  [{ event: 'delivered' }, undefined],
  [{ event: 'opened' }, undefined],
  [{ event: 'clicked' }, undefined],
  [{ event: 'something_new' }, 'unknown'],
])('%j is %s', (changes, expected) => {
  expect(verdictOf(read(changes))?.class).toBe(expected);
});
