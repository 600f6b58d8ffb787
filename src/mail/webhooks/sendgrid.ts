import { createPublicKey, verify } from 'node:crypto';
import { address, digest, events, fields, messageId, text } from './fields.js';
import type { Meaning, Told } from './told.js';

/** The headers of a signed call, in lower case as Node gives them. */
export const SENDGRID_SIGNATURE = 'x-twilio-email-event-webhook-signature';
export const SENDGRID_TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

/**
 * Whether a call is SendGrid's: ECDSA with SHA-256 over the timestamp and the body as it came.
 * Source: Twilio SendGrid, Event Webhook Security Features.
 * @param key the public key as SendGrid shows it: SPKI in base64
 */
export function isFromSendgrid(signature: string, timestamp: string, body: Buffer, key: string): boolean {
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify('sha256', signed, publicKey, Buffer.from(signature, 'base64'));
}

const event = fields({
  event: text,
  type: text,
  email: text,
  reason: text,
  status: text,
  bounce_classification: text,
  'smtp-id': text,
  sg_event_id: text,
});
type Event = ReturnType<typeof event.parse>;

const meanings = new Map<string | undefined, Meaning>([
  ['processed', 'passed'],
  ['delivered', 'passed'],
  ['open', 'passed'],
  ['click', 'passed'],
  ['deferred', 'note'],
  ['unsubscribe', 'note'],
  ['group_unsubscribe', 'note'],
  ['group_resubscribe', 'note'],
  ['spamreport', 'complaint'],
]);

/** What a batch of SendGrid's events says. Source: Twilio SendGrid, Event Webhook Reference. */
export function fromSendgrid(payload: unknown): Told[] {
  return events(payload).map((one) => {
    const read = event.parse(one);
    const { event: name = 'no event', email, reason, status, sg_event_id: id = digest(one) } = read;
    const base = { id, name, messageId: messageId(read['smtp-id']), address: address(email) };
    if (name === 'bounce') return { ...base, meaning: bounce(read), diagnostic: reason, status };
    // never sent: the reason is SendGrid's own
    if (name === 'dropped') return { ...base, name: `dropped: ${reason}`, meaning: dropped(reason) };
    return { ...base, meaning: meanings.get(name) ?? 'unknown' };
  });
}

/** `blocked` is for refusals that SendGrid does not hold against the address. */
function bounce({ type, bounce_classification: why = '' }: Event): Meaning {
  if (/reputation|content|frequency/i.test(why)) return 'ours';
  return type === 'blocked' || /mailbox unavailable|technical/i.test(why) ? 'soft' : 'hard';
}

/** Addresses on SendGrid's own lists count as missed: who put them there, and why, it does not say. */
function dropped(reason = ''): Meaning {
  if (/spam report/i.test(reason)) return 'complaint';
  return /bounced|unsubscribed|invalid$/i.test(reason) ? 'soft' : 'ours';
}
