import { domainToASCII } from 'node:url';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { Config } from '../../config.js';

/** The two domains of all our mail, in ASCII: the one readers see and the one bounces go to. */
export function domainsOf(config: Pick<Config, 'mailFrom' | 'bounceAddress'>): { from: string; envelope: string } {
  const from = domainOf(/<([^>]+)>/.exec(config.mailFrom)?.[1] ?? config.mailFrom);
  return { from, envelope: config.bounceAddress ? domainOf(config.bounceAddress) : from };
}

/** Whether a domain means nothing to the rest of the world (RFC 6761, RFC 6762). */
export function isLocal(domain: string): boolean {
  return !domain.includes('.') || /\.(?:localhost|local|internal|test|invalid)$/.test(domain);
}

const HERE = new BlockList();
HERE.addSubnet('127.0.0.0', 8);
HERE.addAddress('::1', 'ipv6');
const PRIVATE = new BlockList();
for (const [net, bits] of Object.entries({
  '10.0.0.0': 8,
  '100.64.0.0': 10,
  '127.0.0.0': 8,
  '169.254.0.0': 16,
  '172.16.0.0': 12,
  '192.168.0.0': 16,
}))
  PRIVATE.addSubnet(net, bits);
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Whether a host name or address of a URL is this computer. */
export function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, '');
  return plain === 'localhost' || plain.endsWith('.localhost') || within(HERE, plain);
}

/** Whether an address is one that the rest of the world may see. */
export function isPublic(address: string): boolean {
  return (isIPv4(address) || isIPv6(address)) && !within(PRIVATE, address);
}

function within(list: BlockList, address: string): boolean {
  if (isIPv4(address)) return list.check(address);
  return isIPv6(address) && list.check(address, 'ipv6');
}

function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return domainToASCII(domain) || domain;
}
