import { isLocal } from './domains.js';
import type { Site } from './site.js';
import { fail, ok, skipped, type Verdict } from './verdict.js';

/** Whether mail to a domain arrives somewhere: bounces, or the answers of readers (RFC 5321, 5.1). */
export async function mx({ names }: Site, domain: string): Promise<Verdict> {
  if (isLocal(domain)) return skipped(`${domain} is not a name of the internet`);
  const mend = `Publish an MX record at ${domain} that names a mail server; some receivers refuse mail from a domain that takes none.`;
  const servers = await names.mx(domain);
  const [first] = servers;
  if (!first) {
    const addresses = await names.addresses(domain);
    return addresses.length > 0
      ? ok(`${domain} has no MX record; mail goes to its own address, ${addresses[0]}`)
      : fail(`${domain} takes no mail: it has neither an MX record nor an address`, mend);
  }
  if (first.exchange === '' || first.exchange === '.')
    return fail(`${domain} says that it takes no mail (null MX)`, mend);
  for (const { exchange } of servers) if ((await names.addresses(exchange)).length > 0) return ok(exchange);
  return fail(`${servers.map(({ exchange }) => exchange).join(', ')}: no such server`, mend);
}
