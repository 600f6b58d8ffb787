import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares what a caller gave with a secret, in a time that tells nothing of it. */
export function sameSecret(given: string, secret: string): boolean {
  const hash = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(hash(given), hash(secret));
}
