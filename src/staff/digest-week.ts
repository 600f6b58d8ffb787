import { DateTime } from 'luxon';

/** The week a digest is of, and until when it may go. */
export interface DigestWeek {
  /** the Monday it goes on, `yyyy-mm-dd` */
  monday: string;
  /** the seven days it tells of */
  from: Date;
  to: Date;
  /** after that it is not made up for */
  until: Date;
}

/** The digest to be sent at an instant: from Monday 08:00 to the end of Tuesday by the clock of a zone; otherwise none. */
export function digestWeek(now: Date, zone: string): DigestWeek | undefined {
  const here = DateTime.fromJSDate(now, { zone });
  const monday = here.startOf('week');
  const until = monday.plus({ days: 2 });
  if (here < monday.set({ hour: 8 }) || here >= until) return undefined;
  return {
    monday: monday.toISODate()!,
    from: monday.minus({ weeks: 1 }).toJSDate(),
    to: monday.toJSDate(),
    until: until.toJSDate(),
  };
}
