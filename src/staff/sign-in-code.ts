import { createHash, timingSafeEqual } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** What may be typed instead of following a link: made from the link's token, which it does not give away. 40 bits. */
export function signInCode(token: string): string {
  const digest = createHash('sha256').update(`sign-in code ${token}`).digest();
  const code = Array.from(digest.subarray(0, LENGTH), (byte) => DIGITS[byte % 32]).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** Whether somebody typed this code; capitals, spaces and hyphens do not matter, O is 0, I and L are 1. */
export function isCode(typed: string, code: string): boolean {
  const plain = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const given = createHash('sha256').update(plain).digest();
  return timingSafeEqual(given, createHash('sha256').update(code.replace('-', '')).digest());
}
