const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

/** A delivery's 48 random bits as people type them: ten of Crockford's base 32, in two groups. */
export function spellCode(code: string): string {
  let rest = BigInt(code);
  let spelt = '';
  for (let place = 0; place < LENGTH; place++, rest >>= 5n) spelt = DIGITS[Number(rest & 31n)]! + spelt;
  return `${spelt.slice(0, 5)}-${spelt.slice(5)}`;
}

/**
 * What somebody typed, back to the number; capitals, spaces, hyphens and what cannot be seen do not matter, O is 0, I and
 * L are 1. Undefined: no code.
 */
export function readCode(typed: string): string | undefined {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}\u2212]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const places = Array.from(plain, (digit) => DIGITS.indexOf(digit));
  if (places.length !== LENGTH || places.includes(-1)) return undefined;
  const code = places.reduce((sum, place) => (sum << 5n) | BigInt(place), 0n);
  return code < 1n << 48n ? code.toString() : undefined;
}
