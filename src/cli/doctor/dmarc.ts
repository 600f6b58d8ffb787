import { dmarcRecords, findPolicy } from './dmarc-walk.js';
import { domainsOf, isLocal } from './domains.js';
import type { Site } from './site.js';
import { fail, ok, skipped, warn, type Verdict } from './verdict.js';

/** Tags that RFC 9989 (2026) dropped. */
const DROPPED = ['pct', 'rf', 'ri'];

/** Whether the domain that readers see says what is to become of mail that is not ours: bulk senders must (RFC 9989). */
export async function dmarc({ config, names }: Site): Promise<Verdict> {
  const { from } = domainsOf(config);
  if (isLocal(from)) return skipped(`${from} is not a name of the internet`);
  if ((await dmarcRecords(names, from)).length > 1)
    return fail(`there are several records at _dmarc.${from}, and receivers use none`, 'Keep one of them.');
  const { record, at } = await findPolicy(names, from);
  if (!record)
    return fail(
      `${from} has no DMARC record`,
      `Publish at _dmarc.${from} the TXT record "v=DMARC1; p=none; rua=mailto:<where reports go>".`,
    );
  const policy = (at === from ? undefined : record.get('sp')) ?? record.get('p');
  const text = `p=${policy ?? 'none'} at _dmarc.${at}`;
  if (!policy) return warn(`${text}, unsaid`, `Put "p=none" or stricter into the record at _dmarc.${at}.`);
  if (!['none', 'quarantine', 'reject'].includes(policy))
    return fail(`${text} is not a policy`, `Write p=none, p=quarantine or p=reject at _dmarc.${at}.`);
  const dropped = DROPPED.filter((tag) => record.has(tag));
  if (dropped.length > 0)
    return warn(
      `${text}, with ${dropped.join(', ')}, which receivers no longer read (RFC 9989)`,
      `Take ${dropped.join(', ')} out of the record at _dmarc.${at}; to test a policy there is "t=y".`,
    );
  return ok(record.get('t') === 'y' ? `${text}, as a test (t=y)` : text);
}
