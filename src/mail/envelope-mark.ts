import type { Links } from '../links/links.js';

/**
 * What ties a bounce to its delivery, in the envelope sender (VERP) and in the envelope id (RFC 3461): the delivery's
 * number in base 36 and a short proof that it is ours, so that nobody can make up a bounce. Letters may change their case.
 */
export function envelopeMark(links: Links, deliveryId: string): string {
  return `${BigInt(deliveryId).toString(36)}-${links.shortMac('envelope', deliveryId)}`;
}

/** The delivery that a mark was made for, or nothing when it is not ours. @param mark as it came back */
export function deliveryOfMark(links: Links, mark: string): string | undefined {
  const [, number] = /^([0-9a-z]{1,13})-[a-z2-7]{8}$/.exec(mark.toLowerCase()) ?? [];
  if (!number) return undefined;
  const id = Array.from(number)
    .reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
    .toString();
  return envelopeMark(links, id) === mark.toLowerCase() ? id : undefined;
}
