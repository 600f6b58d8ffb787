import { DateTime } from 'luxon';

/** An instant as staff read it: "22 November 2026, 09:41", by the clock of a zone. */
export function moment(at: Date, zone: string): string {
  return DateTime.fromJSDate(new Date(at), { zone }).setLocale('en-GB').toFormat('d LLLL yyyy, HH:mm');
}
