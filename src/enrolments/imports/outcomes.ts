/**
 * What becomes of a row. `changed`: known, and takes the name in the roster. `duplicate`: an earlier row has the address.
 * `refused`: suppressed or known to another organisation; which of them, nobody is told.
 */
export type Outcome = 'new' | 'changed' | 'known' | 'duplicate' | 'refused' | 'faulty';

/** Rows by what becomes of them; `joined`: of those known, who are enrolled by it. */
export type Outcomes = Partial<Record<Outcome | 'joined', number>>;

/** Outcomes with those of more rows added. */
export function plus(outcomes: Outcomes, rows: { outcome: Outcome; joined: boolean }[]): Outcomes {
  const sum = { ...outcomes };
  for (const { outcome, joined } of rows) {
    sum[outcome] = (sum[outcome] ?? 0) + 1;
    if (joined && outcome !== 'new') sum.joined = (sum.joined ?? 0) + 1;
  }
  return sum;
}
