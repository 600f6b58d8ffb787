import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Meaning } from '../../../src/mail/webhooks/told.js';
import { verdictOf } from '../../../src/mail/webhooks/verdict.js';

const told = (meaning: Meaning, diagnostic?: string, status?: string) =>
  verdictOf({ id: '1', name: 'its name', meaning, diagnostic, status })?.class;

test.each<[Meaning, string | undefined, string | undefined, string]>([
  ['hard', '550 5.1.1 No such user here', undefined, 'address'],
  ['hard', undefined, '5.1.1', 'address'],
  ['hard', '550 5.7.1 Message rejected due to local policy', '5.1.1', 'ours'],
  ['hard', '554 5.7.1 Service unavailable; client host blocked using a block list', undefined, 'ours'],
  ['hard', '552 5.2.2 Mailbox full', undefined, 'soft'],
  ['gone', undefined, undefined, 'address'],
  ['gone', '550 blocked for spam', undefined, 'ours'],
  ['soft', '452 4.2.2 Over quota', undefined, 'soft'],
  ['ours', '550 5.7.1 rejected as spam', undefined, 'ours'],
])('%s, with %j and %j, is %s', (meaning, diagnostic, status, expected) => {
  expect(told(meaning, diagnostic, status)).toBe(expected);
});

test('a hard bounce that gives no reason is counted: in doubt it is not the address', () => {
  expect(told('hard')).toBe('soft');
  expect(told('hard', 'bounced')).toBe('soft');
  expect(told('ours')).toBe('ours');
});

test('where the provider does not hold it against the address, nor do we', () => {
  const unknown = '550 5.1.1 No such user here';
  expect(told('soft', unknown)).toBe('soft');
  expect(told('ours', unknown)).toBe('ours');
});

test('only refusals are read: nothing that is said makes an address of anything else', () => {
  const others = fc.constantFrom<Meaning>('passed', 'note', 'complaint', 'unknown', 'soft', 'ours');
  const anything = fc.constantFrom('550 5.1.1 user unknown', 'mailbox not found', 'policy', '', undefined);
  fc.assert(
    fc.property(others, anything, anything, (meaning, text, status) => told(meaning, text, status) !== 'address'),
  );
  expect(told('passed', '550 user unknown')).toBeUndefined();
  expect(told('note')).toBe('information');
  expect(told('unknown')).toBe('unknown');
  expect(told('complaint')).toBe('complaint');
});
