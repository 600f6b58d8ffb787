import type { PeopleAct } from '../../staff/people/act-rows.js';
import type { PeopleWish } from '../../staff/people/wish.js';
import type { WishNames } from '../../staff/people/check-wish.js';
import { day, weekly } from '../dates.js';

interface Words {
  /** on the button and over the preview */
  title: string;
  /** what happens then */
  consequence: string;
  /** what happened; begins with how many people */
  done: string;
}

/** What is said of an act. */
export function wishWords(wish: PeopleWish, { programme = '', step = '' }: WishNames): Words {
  switch (wish.act) {
    case 'pause': {
      const until = day(wish.until);
      return {
        title: `Pause until ${until}`,
        consequence: `No lesson comes before ${until}. Then lessons go on where they were, one a week.`,
        done: `paused until ${until}`,
      };
    }
    case 'resume':
      return {
        title: 'Have lessons go on',
        consequence: 'The pause ends now. The next lesson comes at the next weekly slot.',
        done: 'go on with their lessons',
      };
    case 'move': {
      const slot = weekly(wish.weekday, wish.time);
      return {
        title: `Move to ${slot}`,
        consequence: `Lessons come on ${slot}, by ${wish.zone ? `the clock of ${wish.zone.replaceAll('_', ' ')}` : 'everybody’s own clock'}. Nobody gets two within a week.`,
        done: `moved to ${slot}`,
      };
    }
    case 'enrol':
      return {
        title: `Put into “${programme}”`,
        consequence:
          'Its first lesson comes at a next weekly slot. Programmes taken side by side take turns: still one lesson a week.',
        done: `put into “${programme}”`,
      };
    case 'withdraw': {
      const what = wish.programmeId === null ? 'everything' : `“${programme}”`;
      return {
        title: `Take out of ${what}`,
        consequence: 'No more lessons of it come. What was done stays known, and they can be put in again.',
        done: `taken out of ${what}`,
      };
    }
    case 'waive':
      return {
        title: `Waive “${step}”`,
        consequence: `This step of “${programme}” is not mailed and not waited for. It is shown as waived, with your reason: ${wish.reason}`,
        done: `need not take “${step}”`,
      };
    case 'unwaive':
      return {
        title: `Ask for “${step}” again`,
        consequence: 'The step is mailed at a next weekly slot, unless it was mailed before.',
        done: `take “${step}” like everybody`,
      };
    case 'remove':
      return {
        title: 'Remove for good',
        consequence:
          'Name and address are erased here, and no mail comes any more. What is counted without a name stays. Who unsubscribed, complained or cannot be reached stays on the list of those who are not mailed; others may be added again later, and begin from the start. This cannot be undone.',
        done: 'removed',
      };
  }
}

/** So many people. */
export const people = (count: number) => (count === 1 ? '1 person' : `${count.toLocaleString('en-GB')} people`);

/** What became of an act, in a sentence or two. */
export function happened({ wish, names, touched, restored, leftOut, undoneAt }: PeopleAct): string {
  if (undoneAt) {
    const kept = (touched ?? 0) - (restored ?? 0);
    const others = kept > 0 ? ` ${people(kept)} had been changed since, and stayed as they are.` : '';
    return `Undone: ${wishWords(wish, names).title}, for ${people(restored ?? 0)}.${others}`;
  }
  const reasons = Object.entries(leftOut ?? {}).map(([why, count]) => `${count.toLocaleString('en-GB')} “${why}”`);
  const left = reasons.length > 0 ? ` Left out: ${reasons.join(', ')}.` : '';
  return `${people(touched ?? 0)}: ${wishWords(wish, names).done}.${left}`;
}
