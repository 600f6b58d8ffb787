import type { Claimed } from '../turn.js';

/** A relay as the pace needs it. */
export interface Paced {
  id: number;
  /** on this machine or in our own network: it has limits of its own */
  near: boolean;
}

/** A claimed mail that has to wait. */
interface Waiting extends Claimed {
  until: Date;
  /** whether the moment is its own */
  reserved: boolean;
}

/** Which of some claimed mails may go now. */
export interface Admitted {
  go: Claimed[];
  wait: Waiting[];
  /** no more mail goes before then: the day's allowance of a new domain is used up */
  fullUntil?: Date;
}
