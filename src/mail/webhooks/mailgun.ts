import { createHmac } from 'node:crypto';
import { address, digest, exact, fields, messageId, text } from './fields.js';
import { sameSecret } from './same-secret.js';
import type { Meaning, Told } from './told.js';

/**
 * How far a signature's time may be from now, in seconds of real time: Mailgun tries again for eight hours. As the signature
 * does not cover the event, a token counts once, whatever comes with it.
 */
export const MAILGUN_WINDOW = 12 * 3600;

const envelope = fields({
  signature: fields({ timestamp: text, token: exact, signature: exact }),
  'event-data': fields({
    event: text,
    id: text,
    timestamp: text,
    severity: text,
    reason: text,
    recipient: text,
    reject: fields({ reason: text }),
    'delivery-status': fields({ code: text, message: text, description: text, 'enhanced-code': text }),
    message: fields({ headers: fields({ 'message-id': text }) }),
  }),
});
type Event = ReturnType<typeof envelope.parse>['event-data'];

/**
 * The token of a call that is Mailgun's and of our time; undefined when it is not. HMAC-SHA256 in hexadecimal over timestamp
 * and token. Source: Mailgun, Securing Webhooks.
 * @param now real time in milliseconds
 */
export function mailgunToken(payload: unknown, key: string, now: number): string | undefined {
  const { timestamp = '', token, signature } = envelope.parse(payload).signature;
  if (!token || !signature || !/^\d{1,12}$/.test(timestamp)) return undefined;
  if (Math.abs(now / 1000 - Number(timestamp)) > MAILGUN_WINDOW) return undefined;
  const expected = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex');
  return sameSecret(signature.toLowerCase(), expected) ? token : undefined;
}

const meanings = new Map<string, Meaning>([
  ['accepted', 'passed'],
  ['delivered', 'passed'],
  ['opened', 'passed'],
  ['clicked', 'passed'],
  ['stored', 'passed'],
  ['unsubscribed', 'note'],
  ['complained', 'complaint'],
  ['rejected', 'ours'],
]);

/** What an event of Mailgun says. Source: Mailgun, Event structure; its ids are unique within a day only. */
export function fromMailgun(payload: unknown): Told[] {
  const read = envelope.parse(payload)['event-data'];
  const { event: name = 'no event', id, timestamp, recipient, message, 'delivery-status': answer } = read;
  const base = {
    id: id ? `${id} ${timestamp}` : digest(payload),
    messageId: messageId(message.headers['message-id']),
    address: address(recipient),
  };
  if (name !== 'failed') return [{ ...base, name, meaning: meanings.get(name) ?? 'unknown' }];
  const { meaning, listed } = failed(read);
  // codes from 600 on, and what is said of lists, are Mailgun's own
  const code = /^[45]\d\d$/.test(answer.code ?? '') ? Number(answer.code) : undefined;
  const said = { diagnostic: answer.message ?? answer.description, status: answer['enhanced-code'], code };
  return [{ ...base, name: `failed: ${read.severity} ${read.reason}`, meaning, ...(!listed && said) }];
}

/** Addresses on Mailgun's own lists were not written to: those of complaints are known, the others count as missed. */
function failed({ severity, reason = '' }: Event): { meaning: Meaning; listed?: boolean } {
  // the last of many tries may still be called temporary
  if (severity === 'temporary' && reason !== 'old') return { meaning: 'note' };
  if (reason === 'suppress-complaint') return { meaning: 'complaint', listed: true };
  if (reason.startsWith('suppress-')) return { meaning: 'soft', listed: true };
  if (reason === 'espblock') return { meaning: 'ours' };
  return { meaning: reason === 'old' ? 'soft' : 'hard' };
}
