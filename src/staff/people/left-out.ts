import { DateTime } from 'luxon';
import type { Standing, StandingEnrolment } from '../../stats/standing.js';
import type { PeopleWish } from './wish.js';

/** Said of whoever left, complained or cannot be reached; which of these, is not said. */
export const COULD_NOT_BE = 'could not be';

/** What decides about somebody; of a step that is waived, its programme. */
export interface Wished {
  wish: PeopleWish;
  /** of the step that is to be waived */
  stepProgrammeId: string | null;
}

/**
 * Why something is not done with somebody; undefined: it is. Nobody is brought back who left, complained or bounced, nobody
 * starts who has not said yes, and what is so already is no act.
 */
export function leftOut({ wish, stepProgrammeId }: Wished, person: Standing, now: Date): string | undefined {
  const { suppressed, agreed, enrolments, pausedUntil } = person;
  const has = (...states: StandingEnrolment['state'][]) => enrolments.some(({ state }) => states.includes(state));
  const paused = pausedUntil !== null && pausedUntil > now;
  switch (wish.act) {
    case 'pause': {
      if (suppressed) return COULD_NOT_BE;
      if (!has('active')) return has('invited') ? 'has not said yes yet' : 'takes no programme now';
      return paused && +pauseEndsAt(wish.until, person.zone) === +pausedUntil
        ? 'is paused until then already'
        : undefined;
    }
    case 'resume':
      if (suppressed) return COULD_NOT_BE;
      return paused ? undefined : 'is not paused';
    case 'move': {
      if (suppressed) return COULD_NOT_BE;
      if (!has('active', 'invited')) return 'takes no programme now';
      const { weekday, time, zone = person.zone } = wish;
      const same = weekday === person.weekday && time === person.time && zone === person.zone;
      return same ? 'has that day and time already' : undefined;
    }
    case 'enrol': {
      if (suppressed) return COULD_NOT_BE;
      const known = enrolments.find((one) => one.programmeId === wish.programmeId && one.state !== 'withdrawn');
      if (known) return ALREADY[known.state];
      return agreed ? undefined : 'has not said yes yet';
    }
    case 'withdraw': {
      const live = enrolments.filter(({ state }) => state === 'active' || state === 'invited');
      if (live.length === 0) return 'takes no programme now';
      const of = wish.programmeId;
      return of === null || live.some(({ programmeId }) => programmeId === of) ? undefined : 'does not take it now';
    }
    case 'waive': {
      const of = enrolments.filter(
        ({ programmeId, state }) => programmeId === stepProgrammeId && state !== 'withdrawn',
      );
      if (of.length === 0) return 'does not take its programme';
      if (of.every(({ done }) => done)) return 'has done it';
      return of.every(({ done, waived }) => done || waived) ? 'need not take it already' : undefined;
    }
    case 'unwaive':
      return enrolments.some(({ waived }) => waived) ? undefined : 'takes it like everybody';
    case 'remove':
      return undefined;
  }
}

/** The first instant of a day by a zone's clock. @param day `yyyy-mm-dd` */
export function pauseEndsAt(day: string, zone: string): Date {
  return DateTime.fromISO(day, { zone }).startOf('day').toJSDate();
}

const ALREADY: Record<StandingEnrolment['state'], string | undefined> = {
  active: 'takes it already',
  finished: 'has had all of it',
  invited: 'is asked already',
  withdrawn: undefined,
};
