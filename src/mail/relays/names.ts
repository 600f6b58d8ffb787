import { BlockList, isIP } from 'node:net';
import type { Config } from '../../config.js';

/** What a relay is called in figures and logs: host and port, never who signs in there. */
export function relayName(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'smtps:' ? 465 : 587)}`;
}

/** What the relays of the settings are called, in order of preference; without any, the built-in mailbox. */
export function relayNames({ relays }: Pick<Config, 'relays'>): string[] {
  return relays.length > 0 ? relays.map(relayName) : ['mailbox'];
}

const own = new BlockList();
own.addSubnet('127.0.0.0', 8);
own.addSubnet('10.0.0.0', 8);
own.addSubnet('172.16.0.0', 12);
own.addSubnet('192.168.0.0', 16);
own.addSubnet('fc00::', 7, 'ipv6');
own.addAddress('::1', 'ipv6');

/** Whether a host is this machine or one in our own network (RFC 1918, RFC 4193, or a name without a dot): a mail server of our own. */
export function isNear(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return !host.includes('.');
  return own.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
