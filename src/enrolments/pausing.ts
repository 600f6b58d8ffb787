import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { Invalid } from '../errors.js';

/**
 * The day lessons begin again, once it is known to be one that can be chosen: from tomorrow on, within a year.
 * @param until `yyyy-mm-dd`
 * @returns its first instant by the clock of a zone
 * @throws Invalid naming `until`
 */
export function pauseEnd(until: string, zone: string, now: Date): Date {
  const day = DateTime.fromISO(until, { zone }).startOf('day');
  const today = DateTime.fromJSDate(now, { zone });
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || !day.isValid || day <= today || day > today.plus({ years: 1 }))
    throw new Invalid([{ field: 'until', problem: 'Choose a day from tomorrow on, within a year.' }]);
  return day.toJSDate();
}

/** Until when people are paused; null: not. */
export interface Pause {
  memberId: string;
  until: Date | string | null;
}

/** Pauses each until an instant of its own, or, with null, has each go on. */
export async function pauseEach(db: EntityManager, pauses: Pause[]): Promise<void> {
  await db.query(
    `update cadence set paused_until = p.until
     from jsonb_to_recordset($1::jsonb) as p ("memberId" bigint, until timestamptz) where member_id = p."memberId"`,
    [JSON.stringify(pauses)],
  );
}
