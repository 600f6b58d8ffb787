import { expect, test } from '@jest/globals';
import {
  fromSendgrid,
  isFromSendgrid,
  SENDGRID_SIGNATURE,
  SENDGRID_TIMESTAMP,
} from '../../../src/mail/webhooks/sendgrid.js';
import { makeSendgrid } from '../../support/webhooks.js';

test('a signature holds for its key, its timestamp and every byte of the body', () => {
  const [ours, other] = [makeSendgrid(), makeSendgrid()];
  // SendGrid ends its lines like that; parsed and written anew it would be another body
  const body = Buffer.from('[{"event":"open"},\r\n{"event":"click","url":"caf\\u00e9"}]\r\n');
  const { [SENDGRID_SIGNATURE]: signature = '', [SENDGRID_TIMESTAMP]: timestamp = '' } = ours.headers(body);
  expect(isFromSendgrid(signature, timestamp, body, ours.key)).toBe(true);
  expect(isFromSendgrid(signature, timestamp, body, other.key)).toBe(false);
  expect(isFromSendgrid(signature, '1773652801', body, ours.key)).toBe(false);
  expect(isFromSendgrid(signature, timestamp, Buffer.from(JSON.stringify(JSON.parse(body.toString()))), ours.key)).toBe(
    false,
  );
  for (const bad of ['', 'AAAA', '!!', signature.slice(4)])
    expect(isFromSendgrid(bad, timestamp, body, ours.key)).toBe(false);
});

const base = {
  email: 'Jo@example.org',
  'smtp-id': '<7.abc@steps.example.org>',
  sg_event_id: 'e1',
  timestamp: 1773652800,
};
const one = (event: object) => fromSendgrid([{ ...base, ...event }])[0];

test('a bounce is tied by our Message-ID and by the address, and told apart by its id', () => {
  expect(one({ event: 'bounce', type: 'bounce', status: '5.1.1', reason: '550 5.1.1 unknown user' })).toEqual({
    id: 'e1',
    name: 'bounce',
    meaning: 'hard',
    messageId: '<7.abc@steps.example.org>',
    address: 'jo@example.org',
    diagnostic: '550 5.1.1 unknown user',
    status: '5.1.1',
  });
});

test.each([
  [{ event: 'bounce', type: 'blocked', reason: 'no' }, 'soft'],
  [{ event: 'bounce', type: 'bounce', bounce_classification: 'Invalid Address' }, 'hard'],
  [{ event: 'bounce', type: 'bounce', bounce_classification: 'Reputation' }, 'ours'],
  [{ event: 'bounce', type: 'bounce', bounce_classification: 'Mailbox Unavailable' }, 'soft'],
  [{ event: 'dropped', reason: 'Bounced Address' }, 'soft'],
  [{ event: 'dropped', reason: 'Unsubscribed Address' }, 'soft'],
  [{ event: 'dropped', reason: 'Spam Reporting Address' }, 'complaint'],
  [{ event: 'dropped', reason: 'Recipient List over Package Quota' }, 'ours'],
  [{ event: 'spamreport' }, 'complaint'],
  [{ event: 'deferred', response: '450 later' }, 'note'],
  [{ event: 'unsubscribe' }, 'note'],
  [{ event: 'processed' }, 'passed'],
  [{ event: 'delivered' }, 'passed'],
  [{ event: 'open' }, 'passed'],
  [{ event: 'click' }, 'passed'],
  [{ event: 'something_new' }, 'unknown'],
])('%j is %s', (event, meaning) => {
  expect(one(event)?.meaning).toBe(meaning);
});

test('what SendGrid says of its own lists is not taken for the words of a mail server', () => {
  expect(one({ event: 'dropped', reason: 'Bounced Address', status: '5.1.1' })).not.toHaveProperty('status');
  expect(one({ event: 'dropped', reason: 'Bounced Address' })).not.toHaveProperty('diagnostic');
});
