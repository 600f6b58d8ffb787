import type { DataSource } from 'typeorm';
import { readRows } from '../../database/cursor.js';
import type { Problem } from '../../errors.js';
import { NOT_ADDED } from '../roster-report.js';
import type { Outcome } from './outcomes.js';

/** A row and what became of it, or, before that, what would. */
export interface ImportRow {
  row: number;
  address: string;
  name: string;
  faults: Problem[];
  outcome: Outcome;
  /** whether it enrolled somebody, new or known */
  joined: boolean;
  /** nothing was done with it, because the import was cancelled before */
  left: boolean;
}

/** Rows on a page. */
export const PAGE = 50;

const COLUMNS = `"row", address, name, joined, coalesce(outcome, expected) as outcome, outcome is null as left,
  case when coalesce(outcome, expected) = 'refused' then jsonb_build_array(jsonb_build_object('field', 'address', 'problem', '${NOT_ADDED}'))
    else coalesce(faults, '[]') end as faults`;

/** Rows that somebody should look at: all but those that are new or known as they are. @param page from 0 on */
export async function rowsToLookAt(dataSource: DataSource, importId: string, page: number): Promise<ImportRow[]> {
  return dataSource.query<ImportRow[]>(
    `select ${COLUMNS} from roster_row where import_id = $1 and coalesce(outcome, expected) in ('changed', 'duplicate', 'refused', 'faulty')
     order by "row" limit $2 offset $3`,
    [importId, PAGE, page * PAGE],
  );
}

/** All rows, in order, in memory that does not grow with them. */
export function allRows(dataSource: DataSource, importId: string): AsyncGenerator<ImportRow> {
  return readRows<ImportRow>(dataSource, `select ${COLUMNS} from roster_row where import_id = $1 order by "row"`, [
    importId,
  ]);
}
