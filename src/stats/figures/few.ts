/** Nothing is told about fewer people than this. */
export const FEWEST = 5;

/**
 * A count as it may be told. `few`: fewer than five people. `withheld`: more, but with it and the rest of its row one could
 * work out how many those few are.
 */
export type Told = number | 'few' | 'withheld';

/** A count of people. */
export function told(people: number): Told {
  return people === 0 || people >= FEWEST ? people : 'few';
}

/**
 * What people split into, where all of them together are told as well: with the parts that are held back at least five
 * people remain unknown, so that no few can be worked out by subtraction.
 */
export function toldParts(parts: number[]): Told[] {
  if (sum(parts) > 0 && sum(parts) < FEWEST) return parts.map(() => 'few');
  const result = parts.map((part) => told(part));
  let hidden = sum(parts.filter((_, index) => result[index] === 'few'));
  while (hidden > 0 && hidden < FEWEST) {
    const shown = parts
      .map((part, index) => ({ part, index }))
      .filter(({ part, index }) => part > 0 && result[index] === part);
    const next = shown.toSorted((a, b) => a.part - b.part)[0]!;
    result[next.index] = 'withheld';
    hidden += next.part;
  }
  return result;
}

/**
 * Counts of what people did, told all or not at all.
 * @param people how many different people are behind each, at the least
 */
export function toldTogether(counts: number[], people: number[]): Told[] {
  return counts.some((count, index) => count > 0 && people[index]! < FEWEST) ? counts.map(() => 'few') : counts;
}

/** A share in whole per cent; null where the part or the whole may not be told, or there is nothing to share. */
export function share(part: Told, whole: Told): number | null {
  return typeof part === 'number' && typeof whole === 'number' && whole > 0 ? Math.round((part * 100) / whole) : null;
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
