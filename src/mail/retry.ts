const minutes = [2, 10, 30, 60, 120, 240];

/**
 * How long to wait after a temporary refusal, in milliseconds: about 2, 10, 30 minutes, then 1, 2, 4, 4, … hours,
 * each a fifth more or less, so that what failed together does not come back together.
 * @param attempt how often it was tried, from 1
 * @param random from 0 to 1
 */
export function retryDelay(attempt: number, random = Math.random()): number {
  const base = minutes[Math.min(attempt, minutes.length) - 1] ?? 2;
  return base * 60_000 * (0.8 + 0.4 * random);
}
