import { expect, test } from '@jest/globals';
import { wordsOf } from '../../../src/logs.js';
import { fromBrevo } from '../../../src/mail/webhooks/brevo.js';
import { verdictOf } from '../../../src/mail/webhooks/verdict.js';

const bounce = {
  event: 'hard_bounce',
  email: 'jo@example.org',
  id: 26224,
  date: '2026-03-16 09:00:00',
  ts_event: 1773651600,
  ts_epoch: 1773651600123,
  'message-id': '<7.abc@steps.example.org>',
  reason: '550 5.1.1 Recipient unknown',
};

test('an event is told apart by its word, its instant and its mail, not by the webhook’s id', () => {
  const [first] = fromBrevo(bounce);
  expect(first).toEqual({
    id: 'hard_bounce 1773651600123 <7.abc@steps.example.org>',
    name: 'hard_bounce',
    meaning: 'hard',
    messageId: '<7.abc@steps.example.org>',
    address: 'jo@example.org',
    diagnostic: '550 5.1.1 Recipient unknown',
  });
  const ids = [
    { event: 'spam' },
    { ts_epoch: 1 },
    { 'message-id': '<8.abc@steps.example.org>' },
    { 'message-id': undefined },
  ].map((changes) => fromBrevo({ ...bounce, ...changes })[0]?.id);
  expect(new Set([first?.id, ...ids]).size).toBe(5);
});

test('a batch is as many events', () => {
  expect(fromBrevo([bounce, { ...bounce, event: 'spam' }]).map(({ meaning }) => meaning)).toEqual([
    'hard',
    'complaint',
  ]);
});

test.each([
  [{}, 'address'],
  [{ reason: 'blocked by local policy' }, 'ours'],
  [{ reason: '' }, 'soft'],
  [{ event: 'soft_bounce', reason: 'mailbox full' }, 'soft'],
  [{ event: 'blocked', reason: 'user unknown' }, 'soft'],
  [{ event: 'invalid_email', reason: '' }, 'address'],
  [{ event: 'error', reason: '' }, 'ours'],
  [{ event: 'spam' }, 'complaint'],
  [{ event: 'deferred' }, 'information'],
  [{ event: 'unsubscribed' }, 'information'],
  [{ event: 'request' }, undefined],
  [{ event: 'delivered' }, undefined],
  [{ event: 'unique_opened' }, undefined],
  [{ event: 'click' }, undefined],
  [{ event: 'something_new' }, 'unknown'],
])('%j is %s', (changes, expected) => {
  expect(verdictOf(fromBrevo({ ...bounce, ...changes })[0]!)?.class).toBe(expected);
});

test('the secret path is in no log, even one of letters only', () => {
  expect(wordsOf(`/webhooks/brevo/${'a'.repeat(32)}`)).toBe('/webhooks/brevo/…');
});
