/**
 * A list with one of its members elsewhere; all others keep their order.
 * @param to the place it comes to, from 1; beyond the ends it is the first or the last
 */
export function movedTo<T>(list: readonly T[], one: T, to: number): T[] {
  const others = list.filter((other) => other !== one);
  return others.toSpliced(Math.max(0, Math.min(to - 1, others.length)), 0, one);
}
