/** From so many a day on, a domain is known. */
const WARM = 100_000;

/**
 * How many mails a new From domain may send on a day: twice as many each day it sends, so that receivers get to know it.
 * @param first the first day's; @param sendingDays days on which it sent before
 * @returns null: as many as there are
 */
export function dayCap(first: number, sendingDays: number): number | null {
  const cap = first * 2 ** Math.min(sendingDays, 40);
  return cap >= WARM ? null : cap;
}
