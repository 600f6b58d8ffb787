import type { HandOver } from '../lane.js';
import { isThrottle } from './throttle.js';

/** Hand-overs in a row, over all workers, that come to nothing through the relay's fault before it is left alone. */
export const FAILURES = 5;

/**
 * When what we send is refused for our own sake (policy, reputation, authentication): of at least so many mails of the
 * last hour this share. More mail would make it worse.
 */
const OURS = { least: 50, share: 0.3 };
/** The time looked back on for that, in milliseconds of domain time. */
export const OURS_WITHIN = 3600_000;

/** Whether so many refusals for our own sake are too many. @param handedOver mails handed over, those refused included */
export function tooManyOurs(handedOver: number, ours: number): boolean {
  return handedOver >= OURS.least && ours >= handedOver * OURS.share;
}

const minutes = { ill: [1, 2, 4, 8, 10], ours: [15, 30, 60] };

/** How long an open breaker waits before one mail tries again, in milliseconds of domain time. @param times how often in a row it was opened, from 1 */
export function probePause(reason: 'ill' | 'ours', times: number): number {
  const steps = minutes[reason];
  return steps[Math.min(Math.max(times, 1), steps.length) - 1]! * 60_000;
}

/**
 * Whether a hand-over tells that the relay itself is ill: it could not be reached, refused us (connection, EHLO, sign-in,
 * sender), or broke off. Its word about a recipient or a message, and that it is asked too fast, is no illness.
 */
export function isIll({ state, code = 0, stage, reply }: HandOver): boolean {
  if (state === 'held' || state === 'unconfirmed') return true;
  if (state !== 'deferred' || isThrottle({ code, reply })) return false;
  return code < 400 || code === 421 || stage === 'mail';
}
