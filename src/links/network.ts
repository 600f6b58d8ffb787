import { isIPv4, isIPv6 } from 'node:net';
import type { Request } from 'express';

/** The network a request comes from, for rate limits: an IPv4 address, or the /64 that one household or firm holds of IPv6. */
export function network(request: Pick<Request, 'ip'>): string {
  return networkOf(request.ip ?? '');
}

/** @param address as the socket or a trusted proxy gives it */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return 'unknown';
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const front = head ? head.split(':') : [];
  const back = tail ? tail.split(':') : [];
  const groups =
    tail === undefined ? front : [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
