import { DateTime } from 'luxon';

/** A weekly slot as somebody wishes it: ISO weekday (Monday is 1), wall time `HH:MM`, IANA zone. */
export interface Slot {
  weekday: number;
  time: string;
  zone: string;
}

/**
 * The first time the slot comes round after an instant, by calendar arithmetic in its zone:
 * 09:00 stays 09:00 when the clocks change. The database's `next_slot` is the same rule for sets.
 */
export function nextSlot({ weekday, time, zone }: Slot, after: Date): Date {
  const [hour, minute] = time.split(':').map(Number);
  const today = DateTime.fromJSDate(after, { zone });
  const ahead = (weekday - today.weekday + 7) % 7;
  const first = today.plus({ days: ahead }).set({ hour, minute, second: 0, millisecond: 0 });
  return (first.toJSDate() > after ? first : first.plus({ weeks: 1 })).toJSDate();
}

/**
 * From when on a slot may be used again, so that nobody gets two lessons in a week when the slot is moved:
 * six and a half days after the last, by the calendar of the zone, and never in the past.
 */
export function freeFrom(lastDueAt: Date | null, zone: string, now: Date): Date {
  if (!lastDueAt) return now;
  const free = DateTime.fromJSDate(lastDueAt, { zone }).plus({ days: 6, hours: 12 }).toJSDate();
  return free > now ? free : now;
}

/** An instant as people of a zone say it: "Tuesday 24 March at 09:00". */
export function spoken(instant: Date, zone: string): string {
  return DateTime.fromJSDate(instant, { zone }).setLocale('en-GB').toFormat("cccc d LLLL 'at' HH:mm");
}
