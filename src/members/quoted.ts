const LONGEST = 60;

/**
 * An outside value as it may stand in an answer: in quotation marks, on one line, invisible characters spelt out, at
 * most 60 characters of it.
 */
export function quoted(value: string): string {
  const plain = value
    .slice(0, 10 * LONGEST)
    .trim()
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, named);
  const letters = Array.from(plain);
  return `"${letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : plain}"`;
}

/** The code point of a character that cannot be seen, as `<U+200B>`. */
export function named(character: string): string {
  return `<U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}>`;
}
