import { expect, test } from '@jest/globals';
import { fromSes } from '../../../src/mail/webhooks/ses.js';
import type { SnsMessage } from '../../../src/mail/webhooks/sns.js';
import { verdictOf } from '../../../src/mail/webhooks/verdict.js';

const message = (notification: unknown) =>
  ({ Type: 'Notification', MessageId: 'sns-1', Message: JSON.stringify(notification) }) as SnsMessage;

const mail = {
  messageId: '0102018c-ses-000000',
  source: 'bounces+7-abcdefgh@steps.example.org',
  destination: ['jo@example.org'],
  headers: [
    { name: 'From', value: 'Little Steps <steps@example.org>' },
    { name: 'Message-ID', value: '<7.abc@steps.example.org>' },
  ],
};
const bounce = (changes: object = {}, recipient: object = {}) => ({
  notificationType: 'Bounce',
  mail,
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    feedbackId: 'feedback-1',
    bouncedRecipients: [
      {
        emailAddress: 'jo@example.org',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        ...recipient,
      },
    ],
    ...changes,
  },
});
const classOf = (notification: unknown) => fromSes(message(notification)).map((told) => verdictOf(told)?.class);

test('a bounce is tied by the original Message-ID and known by its feedback id', () => {
  const [told, ...others] = fromSes(message(bounce()));
  expect(others).toEqual([]);
  expect(told).toEqual({
    id: 'feedback-1',
    name: 'Bounce: Permanent General',
    meaning: 'hard',
    messageId: '<7.abc@steps.example.org>',
    address: 'jo@example.org',
    status: '5.1.1',
    diagnostic: 'smtp; 550 5.1.1 user unknown',
  });
  const common = { ...bounce(), mail: { commonHeaders: { messageId: '<8.abc@steps.example.org>' } } };
  expect(fromSes(message(common))[0]?.messageId).toBe('<8.abc@steps.example.org>');
  expect(fromSes(message({ ...bounce(), mail: { messageId: mail.messageId } }))[0]?.messageId).toBeUndefined();
});

test('event publishing calls the same by another name', () => {
  const { notificationType: eventType, ...rest } = bounce();
  expect(fromSes(message({ eventType, ...rest }))).toEqual(fromSes(message(bounce())));
});

test('several recipients are as many events, each with an id', () => {
  const bouncedRecipients = [{ emailAddress: 'a@example.org' }, { emailAddress: 'B <b@example.org>' }];
  const told = fromSes(message(bounce({ bouncedRecipients })));
  expect(told.map(({ id, address }) => [id, address])).toEqual([
    ['feedback-1', 'a@example.org'],
    ['feedback-1 1', 'b@example.org'],
  ]);
});

test.each([
  [bounce(), 'address'],
  [bounce({}, { diagnosticCode: 'smtp; 550 5.7.1 blocked by policy' }), 'ours'],
  [bounce({ bounceSubType: 'NoEmail' }, { diagnosticCode: undefined, status: undefined }), 'address'],
  [bounce({}, { diagnosticCode: undefined, status: '5.0.0' }), 'soft'],
  [bounce({ bounceSubType: 'Suppressed' }), 'soft'],
  [bounce({ bounceSubType: 'OnAccountSuppressionList' }), 'soft'],
  [
    bounce(
      { bounceType: 'Transient', bounceSubType: 'MailboxFull' },
      { diagnosticCode: 'smtp; 452 mailbox full', status: '4.2.2' },
    ),
    'soft',
  ],
  [
    bounce(
      { bounceType: 'Transient', bounceSubType: 'ContentRejected' },
      { diagnosticCode: undefined, status: undefined },
    ),
    'ours',
  ],
  [
    bounce(
      { bounceType: 'Undetermined', bounceSubType: 'Undetermined' },
      { diagnosticCode: undefined, status: undefined },
    ),
    'soft',
  ],
  [{ eventType: 'DeliveryDelay', mail }, 'information'],
  [{ eventType: 'Reject', mail, reject: { reason: 'Bad content' } }, 'ours'],
  [{ notificationType: 'Delivery', mail }, undefined],
  [{ eventType: 'Open', mail }, undefined],
  [{ eventType: 'Click', mail }, undefined],
  [{ eventType: 'SomethingNew', mail }, 'unknown'],
  ['Successfully validated SNS topic for Amazon SES event publishing.', 'unknown'],
])('%j is %s', (notification, expected) => {
  expect(classOf(notification)).toEqual([expected]);
});

const complaint = (changes: object = {}) => ({
  notificationType: 'Complaint',
  mail,
  complaint: {
    feedbackId: 'feedback-2',
    complainedRecipients: [{ emailAddress: 'jo@example.org' }],
    complaintFeedbackType: 'abuse',
    ...changes,
  },
});

test('a complaint is one, unless it says that the mail is no spam', () => {
  expect(classOf(complaint())).toEqual(['complaint']);
  expect(classOf(complaint({ complaintFeedbackType: undefined }))).toEqual(['complaint']);
  expect(classOf(complaint({ complaintFeedbackType: 'not-spam' }))).toEqual(['information']);
});

test('where SES names several whom a complaint may come from, it is nobody in particular', () => {
  const complainedRecipients = [{ emailAddress: 'a@example.org' }, { emailAddress: 'b@example.org' }];
  expect(fromSes(message(complaint({ complainedRecipients })))[0]).toMatchObject({
    id: 'feedback-2',
    address: undefined,
  });
});

test('the end of a subscription and sentences that are no JSON are noted', () => {
  const ended = { Type: 'UnsubscribeConfirmation', MessageId: 'sns-2' } as SnsMessage;
  expect(fromSes(ended)).toEqual([{ id: 'sns-2', name: 'UnsubscribeConfirmation', meaning: 'note' }]);
  const sentence = { Type: 'Notification', MessageId: 'sns-3', Message: 'Hello there' } as SnsMessage;
  expect(fromSes(sentence)).toEqual([{ id: 'sns-3', name: 'no event', meaning: 'unknown', messageId: undefined }]);
});
