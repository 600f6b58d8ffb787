import { DateTime } from 'luxon';
import { Invalid } from '../errors.js';

/** Days ahead for which an alert can be put down. */
const DAYS_AHEAD = 60;

/**
 * When an alert is to go.
 * @param at wall time in the zone, `yyyy-mm-ddThh:mm`, from now on and within 60 days
 * @throws Invalid
 */
export function sendTime(at: string, zone: string, now: Date): Date {
  const then = DateTime.fromISO(at, { zone });
  const from = DateTime.fromJSDate(now, { zone });
  if (
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) ||
    !then.isValid ||
    then <= from ||
    then > from.plus({ days: DAYS_AHEAD })
  )
    throw new Invalid([{ field: 'at', problem: `Choose a time from now on, within ${DAYS_AHEAD} days.` }]);
  return then.toJSDate();
}

/**
 * Checks the last day of an alert: from today on, within a year, by the calendar of the zone.
 * @param day `yyyy-mm-dd`; null: left open
 * @throws Invalid
 */
export function checkLastDay(day: string | null, zone: string, now: Date): void {
  const today = DateTime.fromJSDate(now, { zone });
  if (day !== null && (day < today.toISODate()! || day > today.plus({ years: 1 }).toISODate()!))
    throw new Invalid([{ field: 'currentUntil', problem: 'Choose a day from today on, within a year.' }]);
}
