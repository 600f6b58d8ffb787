import type { EnrolmentState } from '../enrolments/enrolment.entity.js';
import type { DeliveryState } from '../mail/delivery.entity.js';

/** What decides whether a lesson can be sent again. */
export interface Resendable {
  /** of its newest round; null: it was never planned */
  state: DeliveryState | null;
  /** how often it was sent anew already */
  round: number;
  /** hours since the newest round was handed over; null: nobody knows */
  hoursAgo: number | null;
  enrolment: EnrolmentState;
  suppressed: boolean;
  paused: boolean;
  waived: boolean;
  retired: boolean;
  /** now is a week without sending */
  quiet: boolean;
}

/** Why a lesson is not sent again, as a sentence without its subject, the lesson; undefined: it is. */
export function whyNotAgain(lesson: Resendable): string | undefined {
  const { state, enrolment } = lesson;
  if (lesson.suppressed) return 'could not be sent';
  if (enrolment !== 'active' && enrolment !== 'finished') return 'belongs to a programme that they do not take now';
  if (lesson.paused) return 'waits for their pause to end: have lessons go on first';
  if (lesson.waived) return 'is waived';
  if (lesson.retired) return 'is not given any more';
  // A round that went nowhere says nothing of the one before it, which did arrive.
  if (state === null || (lesson.round === 0 && ['expired', 'cancelled', 'refused'].includes(state)))
    return 'has not reached them yet: it comes by itself';
  if (state === 'planned' || state === 'deferred' || state === 'sending') return 'is on its way already';
  if (lesson.quiet) return 'waits: this is a week without sending';
  if (lesson.round > 0 && lesson.hoursAgo !== null && lesson.hoursAgo < 24) return 'was sent again less than a day ago';
  return undefined;
}
