import { address, digest, events, fields, messageId, text } from './fields.js';
import type { Meaning, Told } from './told.js';

const event = fields({ event: text, email: text, reason: text, ts_epoch: text, ts_event: text, 'message-id': text });

const meanings = new Map<string, Meaning>([
  ['request', 'passed'],
  ['sent', 'passed'],
  ['delivered', 'passed'],
  ['opened', 'passed'],
  ['unique_opened', 'passed'],
  ['proxy_open', 'passed'],
  ['unique_proxy_open', 'passed'],
  ['click', 'passed'],
  ['deferred', 'note'],
  ['unsubscribe', 'note'],
  ['unsubscribed', 'note'],
  ['spam', 'complaint'],
  ['complaint', 'complaint'],
  ['hard_bounce', 'hard'],
  ['soft_bounce', 'soft'],
  ['invalid_email', 'gone'],
  ['invalid', 'gone'],
  ['error', 'ours'],
]);

/**
 * What Brevo's events say, one or a batch of them. Brevo signs nothing and names no event (its `id` is the webhook's): who knows
 * the secret path is believed, and an event is told apart by its mail, word and instant. Source: Brevo, Transactional webhooks.
 */
export function fromBrevo(payload: unknown): Told[] {
  return events(payload).map((one) => {
    const { event: name = 'no event', email, reason, ts_epoch, ts_event, 'message-id': mail } = event.parse(one);
    const at = ts_epoch ?? ts_event;
    const id = mail && at ? `${name} ${at} ${mail}` : digest(one);
    const base = { id, name, messageId: messageId(mail), address: address(email) };
    // an address on Brevo's own list: not written to, and why it does not say
    if (name === 'blocked') return { ...base, meaning: 'soft' };
    const meaning = meanings.get(name) ?? 'unknown';
    return { ...base, meaning, diagnostic: reason };
  });
}
