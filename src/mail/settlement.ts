import type { Delivery } from './delivery.entity.js';
import type { HandOver } from './lane.js';
import { retryDelay } from './retry.js';

/** What became of one claim. */
export interface Settlement extends HandOver {
  id: string;
  claimId: string;
  /** domain time */
  at: Date;
  nextTryAt: Date | null;
}

/**
 * What is to be written down of a hand-over, and when the mail is tried again, if it is.
 * @param at domain time
 * @param heldFor how long mail waits, in milliseconds, that could not be handed over through no fault of its own
 */
export function settlement(delivery: Delivery, result: HandOver, at: Date, heldFor: number): Settlement {
  const { state, until, ...heard } = result;
  const later = (wait: number) => new Date(at.getTime() + wait);
  const again = { deferred: () => later(retryDelay(delivery.attempts)), held: () => until ?? later(heldFor) };
  const nextTryAt = state === 'deferred' || state === 'held' ? again[state]() : null;
  return { id: delivery.id, claimId: delivery.claimId!, state, ...heard, at, nextTryAt };
}
