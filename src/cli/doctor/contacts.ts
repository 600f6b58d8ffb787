import { DateTime } from 'luxon';
import { CHECK_DAYS, stale } from '../../centre/contact-lines.js';
import { domainTime } from './domain-time.js';
import type { Site } from './site.js';
import { ok, skipped, warn, type Verdict } from './verdict.js';

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
  const old = stale(
    lines.map(({ checked_on: checkedOn, ...line }) => ({ ...line, checkedOn })),
    today.toISODate()!,
  );
  if (old.length === 0) return ok(`${lines.length} reporting lines, each checked within ${CHECK_DAYS} days`);
  const named = old.map(({ key, nation, checkedOn }) => `${key}${nation && ` (${nation})`} on ${checkedOn}`);
  return warn(
    `${old.length} of ${lines.length} reporting lines were last checked over ${CHECK_DAYS} days ago: ${named.join(', ')}`,
    'Try each of them, correct what changed, and press the button beside it at /admin/centre/contacts.',
  );
}
