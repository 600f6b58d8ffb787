import { DateTime } from 'luxon';

/** An instant as people of a zone say it: "Tuesday 24 March at 09:00". */
export function when(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).setLocale('en-GB').toFormat("cccc d LLLL 'at' HH:mm");
}

/** The day of an instant as people of a zone say it: "Tuesday 24 March". */
export function dayOf(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).setLocale('en-GB').toFormat('cccc d LLLL');
}

/** A day with its year: "22 November 2026". Anything that is no `yyyy-mm-dd` stays as it is. */
export function day(date: string): string {
  const read = DateTime.fromISO(date, { zone: 'utc', locale: 'en-GB' });
  return read.isValid ? read.toFormat('d LLLL yyyy') : date;
}

/** A near day: "Tuesday 24 March". @param date `yyyy-mm-dd` */
export function nearDay(date: string): string {
  return DateTime.fromISO(date, { zone: 'utc', locale: 'en-GB' }).toFormat('cccc d LLLL');
}

/** The name of an ISO weekday, Monday being 1. */
export function weekdayName(weekday: number): string {
  return DateTime.fromObject({ weekYear: 2024, weekNumber: 1, weekday: weekday as 1 }, { locale: 'en-GB' }).toFormat(
    'cccc',
  );
}

/** A weekly slot: "Tuesdays at 09:00". @param time wall time, `HH:MM` or `HH:MM:SS` */
export function weekly(weekday: number, time: string): string {
  return `${weekdayName(weekday)}s at ${time.slice(0, 5)}`;
}

/** How long to wait, roughly and never too short: "a minute", "12 minutes", "2 hours". */
export function wait(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 1) return 'a minute';
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
