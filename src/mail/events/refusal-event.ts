import { classify } from '../bounces/classify.js';
import { codesIn } from '../bounces/codes.js';
import type { Settlement } from '../settlement.js';
import type { MailEvent } from './mail-events.js';

/** A refusal for good by the relay itself: a bounce before its time. Each claim of a delivery is one event. */
export function refusalEvent({ id, claimId, reply, code, stage, at }: Settlement): MailEvent {
  const verdict = classify({ diagnostic: reply, code, stage });
  const { status } = codesIn(reply);
  return { source: 'smtp', sourceId: `${claimId}:${id}`, deliveryId: id, ...verdict, status, said: reply, at };
}
