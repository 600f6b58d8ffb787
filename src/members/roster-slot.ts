import { trimmed } from './white-space.js';

/** ISO: Monday is 1. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const HOUR = /^(\d{1,2})(?:[:.h]?(\d{2})(?::\d{2}(?:\.0+)?)?)? ?([ap])?(?:\.?m\.?)?$/;

/** A weekday as written in a roster: its English name, a clear beginning of it (`Tue`), or 1 (Monday) to 7; undefined: not one. */
export function parseWeekday(text: string): Weekday | undefined {
  const plain = trimmed(text).toLowerCase().replace(/\.$/, '');
  const digit = /^([1-7])(?:\.0+)?$/.exec(plain)?.[1];
  if (digit) return Number(digit) as Weekday;
  if (plain.length < 2) return undefined;
  const name = plain === 'weds' ? 'wednesday' : plain.replace(/days$/, 'day');
  const index = DAYS.findIndex((day) => day.startsWith(name));
  return index < 0 ? undefined : ((index + 1) as Weekday);
}

/**
 * A wall time as written in a roster (`09:00`, `9`, `9.30`, `0930`, `9am`, `noon`) as `HH:MM`; undefined: not a time,
 * or not from 07:00 to 19:59, when lessons go out.
 */
export function parseTime(text: string): string | undefined {
  const plain = trimmed(text).toLowerCase().replace(/\s+/gu, ' ');
  if (plain === 'noon') return '12:00';
  const [, hours, minutes = '00', half] = HOUR.exec(plain) ?? [];
  if (hours === undefined || (half === undefined && plain.endsWith('m'))) return undefined;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  if (hour < 7 || hour > 19 || Number(minutes) > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${minutes}`;
}

const ZONES = new Map(['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => [zone.toLowerCase(), zone]));

/** A time zone as written in a roster, by its IANA name in any case, a space for an underscore; undefined: not one. */
export function parseZone(text: string): string | undefined {
  return ZONES.get(trimmed(text).toLowerCase().replace(/ /g, '_'));
}
