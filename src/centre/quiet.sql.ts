/**
 * Whether an instant falls, by the clock of a zone, into a week without sending.
 * @param instant an SQL expression, as is the zone
 */
export const quietAt = (instant: string, zone: string): string =>
  `exists (select from quiet_week q where (${instant} at time zone ${zone})::date between q.first_day and q.last_day)`;
