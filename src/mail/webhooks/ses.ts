import { address, fields, list, messageId, text } from './fields.js';
import type { SnsMessage } from './sns.js';
import type { Meaning, Told } from './told.js';

const recipient = fields({ emailAddress: text, status: text, diagnosticCode: text });
const header = fields({ name: text, value: text });
const notification = fields({
  notificationType: text,
  eventType: text,
  mail: fields({ headers: list, commonHeaders: fields({ messageId: text }) }),
  bounce: fields({ bounceType: text, bounceSubType: text, feedbackId: text, bouncedRecipients: list }),
  complaint: fields({ complaintFeedbackType: text, feedbackId: text, complainedRecipients: list }),
});
type Notification = ReturnType<typeof notification.parse>;

const meanings = new Map<string, Meaning>([
  ['Send', 'passed'],
  ['Delivery', 'passed'],
  ['Open', 'passed'],
  ['Click', 'passed'],
  ['DeliveryDelay', 'note'],
  ['Subscription', 'note'],
  ['Reject', 'ours'],
]);

/** What a genuine message of our topic says, of SES's notifications and of its event publishing. Source: Amazon SES, notification contents. */
export function fromSes({ Type, MessageId: id = '', Message = '' }: SnsMessage): Told[] {
  if (Type !== 'Notification') return [{ id, name: String(Type), meaning: 'note' }];
  const read = notification.parse(parsed(Message));
  const name = read.eventType ?? read.notificationType ?? 'no event';
  const base = { id, name, messageId: ourMessageId(read.mail) };
  if (name === 'Bounce') return bounced(read.bounce, base);
  if (name === 'Complaint') return [complained(read.complaint, base)];
  return [{ ...base, meaning: meanings.get(name) ?? 'unknown' }];
}

/** SES also posts plain sentences, to try a topic. */
function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/** SES gives each mail a Message-ID of its own; ours is among the original headers, where those are sent along. */
function ourMessageId({ headers, commonHeaders }: Notification['mail']): string | undefined {
  const original = headers.map((one) => header.parse(one)).find(({ name }) => name?.toLowerCase() === 'message-id');
  return messageId(commonHeaders.messageId ?? original?.value);
}

type Base = Pick<Told, 'id' | 'name' | 'messageId'>;

function bounced(
  { bounceType = '', bounceSubType = '', feedbackId, bouncedRecipients }: Notification['bounce'],
  base: Base,
): Told[] {
  const { meaning, listed } = bounceMeaning(bounceType, bounceSubType);
  const name = `Bounce: ${bounceType} ${bounceSubType}`;
  return (bouncedRecipients.length > 0 ? bouncedRecipients : [{}]).map((one, index) => {
    const { emailAddress, status, diagnosticCode: diagnostic } = recipient.parse(one);
    const id = `${feedbackId ?? base.id}${index ? ` ${index}` : ''}`;
    return { ...base, id, name, meaning, address: address(emailAddress), ...(!listed && { status, diagnostic }) };
  });
}

/** Addresses on SES's own lists were not written to: they count as missed. */
function bounceMeaning(type: string, subType: string): { meaning: Meaning; listed?: boolean } {
  if (/suppress|unsubscribed/i.test(subType)) return { meaning: 'soft', listed: true };
  if (/rejected|toolarge/i.test(subType)) return { meaning: 'ours' };
  if (type === 'Transient') return { meaning: 'soft' };
  return { meaning: type === 'Permanent' && subType === 'NoEmail' ? 'gone' : 'hard' };
}

/** SES names all whom a complaint may come from: among several it is nobody in particular. */
function complained(
  { complaintFeedbackType: type, feedbackId, complainedRecipients }: Notification['complaint'],
  base: Base,
): Told {
  const [first, ...others] = complainedRecipients.map((one) => address(recipient.parse(one).emailAddress));
  const meaning = type === 'not-spam' || type === 'auth-failure' ? 'note' : 'complaint';
  return { ...base, id: feedbackId ?? base.id, meaning, address: others.length > 0 ? undefined : first };
}
