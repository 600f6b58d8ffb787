/** Bits below which a secret may be guessed one day. */
const ENOUGH = 80;
/** Words of examples and of haste. */
const WORDS = /secret|passwor|change|example|replace|default|little.?steps|qwerty|letmein|0123456789|abcdefgh/i;

/**
 * Why a root secret looks as if somebody could guess it; undefined when it looks random.
 * Its bits are reckoned from how evenly its characters are spread: 32 random hexadecimal digits have some 110.
 */
export function weakness(secret: string): string | undefined {
  if (WORDS.test(secret)) return 'it holds a common word';
  const counts = new Map<string, number>();
  let length = 0;
  let bits = 0;
  for (const sign of secret) {
    counts.set(sign, (counts.get(sign) ?? 0) + 1);
    length++;
  }
  for (const count of counts.values()) bits += count * Math.log2(length / count);
  if (bits < ENOUGH || repeats(secret)) return 'its characters repeat too much';
  return undefined;
}

/** Whether it is one piece over and over. */
function repeats(secret: string): boolean {
  return (secret + secret).indexOf(secret, 1) < secret.length;
}
