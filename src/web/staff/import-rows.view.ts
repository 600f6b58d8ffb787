import type { ImportRow } from '../../enrolments/imports/roster-rows.js';
import type { Outcome } from '../../enrolments/imports/outcomes.js';

const before: Record<Outcome, string> = {
  new: 'will be added',
  changed: 'takes a new name',
  known: 'known already',
  duplicate: 'stands in an earlier row too',
  refused: 'cannot be added',
  faulty: 'faulty',
};
const after: Record<Outcome, string> = {
  ...before,
  new: 'added',
  changed: 'took a new name',
  refused: 'could not be added',
};

/** What became of a row, or will, in words. */
export function outcomeWords({ outcome, joined, left }: ImportRow, isBefore: boolean): string {
  if (isBefore) return before[outcome];
  if (left) return 'not worked on';
  return outcome === 'known' && joined ? 'known already, enrolled now' : after[outcome];
}

/** What is wrong with a row, or what of it changes. */
export function rowProblem({ faults, outcome, name }: ImportRow): string {
  if (outcome === 'changed') return `name: ${name}`;
  return faults.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
}

/** Columns of the file that says what became of each row. */
export const rowColumns = ['row', 'name', 'address', 'outcome', 'problem'];

/** A row of that file. */
export function rowLine(row: ImportRow, isBefore: boolean): unknown[] {
  return [row.row, row.name, row.address, outcomeWords(row, isBefore), rowProblem(row)];
}
