import { DateTime } from 'luxon';
import { ANSWER_MONTHS } from '../../progress/answer.entity.js';

/** The hour of the night, by the centre's clock, from which on the figures of a new day are made. */
const NIGHT = 2;

/** Where making them took less than this, they are made anew by day as well. In milliseconds. */
const QUICK = 500;
const BY_DAY_MINUTES = 10;

/** When figures were made last. */
export interface Made {
  madeAt: Date;
  /** how long it took */
  milliseconds: number;
}

/** Whether it is time to make the figures anew: the first time, each night, and where that is quick, every ten minutes. */
export function isDue(made: Made | undefined, now: Date, zone: string): boolean {
  if (!made) return true;
  const here = DateTime.fromJSDate(now, { zone });
  const night = here.set({ hour: NIGHT, minute: 0, second: 0, millisecond: 0 });
  const last = (night > here ? night.minus({ days: 1 }) : night).toMillis();
  if (made.madeAt.getTime() < last) return true;
  return made.milliseconds < QUICK && now.getTime() - made.madeAt.getTime() >= BY_DAY_MINUTES * 60_000;
}

/** The Monday, `yyyy-mm-dd`, before which answers are kept as totals only. */
export function answersFrom(now: Date, zone: string): string {
  return DateTime.fromJSDate(now, { zone }).minus({ months: ANSWER_MONTHS }).startOf('week').toISODate()!;
}
