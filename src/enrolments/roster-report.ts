import type { RosterFault, RosterRow } from '../members/roster-row.js';

/** Said alike of an address that is suppressed and of one that is known to another organisation. */
export const NOT_ADDED = 'this address could not be added';

/** What became of the rows. */
export interface RosterReport {
  rows: number;
  created: number;
  /** people of this organisation already, and repetitions within the file */
  known: number;
  /** rows that could not be added: the address left, cannot be reached, or belongs elsewhere; which, is not said */
  suppressed: number;
  faulty: number;
  /** by row */
  errors: RosterFault[];
}

/** Good rows in portions; faults go straight into the report. */
export async function* portions(
  roster: AsyncIterable<RosterRow | RosterFault>,
  report: RosterReport,
  size: number,
): AsyncGenerator<RosterRow[]> {
  let portion: RosterRow[] = [];
  let faulty = 0;
  for await (const row of roster) {
    if ('problem' in row) {
      report.errors.push(row);
      if (row.row === faulty) continue;
      faulty = row.row;
      report.faulty++;
      report.rows++;
      continue;
    }
    report.rows++;
    if (portion.push(row) < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
