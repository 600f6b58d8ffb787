import { classify } from '../bounces/classify.js';
import { codesIn } from '../bounces/codes.js';
import type { MailEvent } from './mail-events.js';

/** A delivery that was tried and whose time ran out. */
export interface Expired {
  id: string;
  expiresAt: Date;
  /** the relay's last word */
  reply: string;
}

/**
 * A refusal for now that lasted until the mail was too late to be sent. That is never the address: it may be well the next
 * time. Where the relay said nothing of the recipient, it is ours.
 */
export function expiryEvent({ id, expiresAt, reply }: Expired, at: Date): MailEvent {
  const event = {
    source: 'smtp',
    sourceId: `expired:${id}:${expiresAt.toISOString()}`,
    deliveryId: id,
    said: reply,
    at,
  };
  const code = Number(/^4\d\d/.exec(reply)?.[0] ?? 0);
  if (!code) return { ...event, class: 'ours', matched: 'never got as far as the recipient' };
  const verdict = classify({ diagnostic: reply, code });
  const { status } = codesIn(reply);
  const own =
    verdict.class === 'ours' ? verdict : { class: 'soft' as const, matched: `until too late: ${verdict.matched}` };
  return { ...event, ...own, status };
}
