import { DateTime } from 'luxon';
import { domainTime } from './domain-time.js';
import type { Site } from './site.js';
import { ok, skipped, warn, type Verdict } from './verdict.js';

/** Days after which a reporting line should be tried again. */
const FRESH = 90;

/** Whether a person checked each reporting line lately: members in need turn to them. */
export async function contacts({ database }: Site): Promise<Verdict> {
  if (!database.exists) return skipped('no database yet');
  if (!(await database.answers())) return skipped('the database does not answer');
  const lines = await database.rows<{ key: string; nation: string; checked_on: string }>(
    'contact',
    'select key, nation, checked_on::text from contact order by checked_on, key, nation',
  );
  if (lines.length === 0) return skipped('none yet');
  const today = DateTime.fromJSDate((await domainTime(database)).now(), { zone: 'utc' });
  const old = lines.filter(
    ({ checked_on }) => today.diff(DateTime.fromISO(checked_on, { zone: 'utc' }), 'days').days > FRESH,
  );
  if (old.length === 0) return ok(`${lines.length} reporting lines, each checked within ${FRESH} days`);
  const named = old.map(({ key, nation, checked_on }) => `${key}${nation && ` (${nation})`} on ${checked_on}`);
  return warn(
    `${old.length} of ${lines.length} reporting lines were last checked over ${FRESH} days ago: ${named.join(', ')}`,
    "Try each of them, correct what changed, and put down today's date in the centre's settings.",
  );
}
