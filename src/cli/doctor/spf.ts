import { isLocal } from './domains.js';
import type { Names } from './names.js';
import type { Site } from './site.js';
import { isSpf, readSpf } from './spf-record.js';
import { fail, ok, skipped, warn, type Verdict } from './verdict.js';

/** Look-ups a receiver makes at the most; beyond, it gives up with a permanent error (RFC 7208, 4.6.4). */
const MOST = 10;

/** Whether a domain says who may send for it, in a way that receivers can follow to its end. */
export async function spf({ names }: Site, domain: string): Promise<Verdict> {
  if (isLocal(domain)) return skipped(`${domain} is not a name of the internet`);
  const records = (await names.txt(domain)).filter(isSpf);
  const [record] = records;
  if (record === undefined)
    return fail(
      `${domain} has no SPF record`,
      `Publish at ${domain} the TXT record "v=spf1 include:<what your relay's operator names> -all".`,
    );
  if (records.length > 1)
    return fail(
      `${domain} has ${records.length} SPF records, and receivers use none of them`,
      'Make one of them: a "v=spf1", the parts of all, and one "-all".',
    );
  const { lookups, dead, all } = await follow(names, record);
  if (dead)
    return fail(
      `"${record}" leads to ${dead}, which has no SPF record`,
      `Take ${dead} out of the record, or correct it.`,
    );
  if (lookups > MOST)
    return fail(
      `"${record}" takes more than ${MOST} look-ups, and receivers give up`,
      'Take out what no longer sends for you, or give this mail a subdomain with a record of its own.',
    );
  if (all === '+') return fail(`"${record}" lets anyone send for ${domain}`, 'End it in "-all" instead of "+all".');
  if (all === undefined || all === '?')
    return warn(`"${record}" says nothing of mail from elsewhere`, 'End it in "~all", and in "-all" once all is well.');
  return ok(`"${record}" (${lookups} look-ups)`);
}

/** Goes down a record's includes and its redirect until they end or are too many. */
async function follow(names: Names, record: string): Promise<{ lookups: number; dead?: string; all?: string }> {
  const top = readSpf(record);
  let { lookups, all } = top;
  const open = [...top.includes.map((name) => ({ name, last: false })), ...redirectOf(top)];
  for (let next = open.pop(); next && lookups <= MOST; next = open.pop()) {
    const found = (await names.txt(next.name)).find(isSpf);
    if (found === undefined) return { lookups, dead: next.name };
    const below = readSpf(found);
    lookups += below.lookups;
    if (next.last) all = below.all;
    const { last } = next;
    open.push(...below.includes.map((name) => ({ name, last: false })));
    open.push(...redirectOf(below).map((one) => ({ ...one, last })));
  }
  return { lookups, ...(all && { all }) };
}

const redirectOf = ({ redirect }: { redirect: string | undefined }) =>
  redirect ? [{ name: redirect, last: true }] : [];
