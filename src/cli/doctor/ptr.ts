import { networkInterfaces } from 'node:os';
import { isLoopback, isPublic } from './domains.js';
import type { Site } from './site.js';
import { ok, skipped, warn, type Verdict } from './verdict.js';

/** Whether the addresses that mail leaves from have a name that leads back to them, as receivers ask of a sender. */
export async function ptr({ names }: Site, relay: string | undefined): Promise<Verdict> {
  if (!relay) return skipped('no relay is set');
  const host = new URL(relay).hostname.replace(/^\[|\]$/g, '');
  const own = isLoopback(host);
  const addresses = (own ? ownAddresses() : await names.addresses(host)).filter(isPublic);
  const seen = own ? 'this computer' : host;
  if (addresses.length === 0)
    return skipped(
      `the public address of ${seen} cannot be seen from here`,
      'See that the address mail leaves from has a PTR record, and that its name leads back to it.',
    );
  const lost: string[] = [];
  const found: string[] = [];
  for (const address of addresses) {
    const name = await nameOf(address);
    if (name) found.push(`${address} is ${name}`);
    else lost.push(address);
  }
  if (lost.length > 0)
    return warn(
      `${lost.join(', ')} (${seen}) has no name that leads back to it`,
      own
        ? 'Ask whoever gave you the address to set its PTR record, and point that name to the address.'
        : `Mail may leave ${seen} from other addresses than it is reached at: ask its operator if mail is refused for want of a PTR record.`,
    );
  return ok(found.join(', '));

  async function nameOf(address: string): Promise<string | undefined> {
    for (const name of await names.pointers(address)) if ((await names.addresses(name)).includes(address)) return name;
    return undefined;
  }
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
}
