import { type Columns, columnsByContent, namedColumns } from './roster-columns.js';
import { EMPTY, type RosterLayout, rosterRecords, type RosterSource } from './roster.js';

/** Rows shown of each column. */
const SAMPLES = 4;
/** More columns than anybody exports; what is further to the right is left out. */
const MOST_COLUMNS = 200;

/** The beginning of a roster, for somebody to look at before it is read. */
export interface RosterHead {
  /** the first rows, all of the same length; the first may be the header */
  rows: string[][];
  /** what stands where, as far as it can be told */
  layout: RosterLayout;
}

/** What a column may hold, as people say it, in the order in which it is offered. */
export const columnNames: Record<keyof Columns, string> = {
  address: 'E-mail address',
  full: 'Name',
  first: 'First name',
  last: 'Surname',
  weekday: 'Day of the lessons',
  time: 'Time of the lessons',
  zone: 'Time zone',
  perhapsAddress: 'Perhaps an e-mail address',
  shown: 'Name shown in mail',
};

/** Looks at the beginning of a roster. @returns what is wrong when it cannot be read at all */
export async function rosterHead(source: RosterSource): Promise<RosterHead | { problem: string }> {
  const records = await rosterRecords(source);
  if ('problem' in records) return records;
  const found: string[][] = [];
  for await (const record of records) {
    if ('cells' in record) found.push(record.cells.slice(0, MOST_COLUMNS));
    if (found.length > SAMPLES || 'broken' in record) break;
  }
  const [first] = found;
  if (!first) return { problem: EMPTY };
  const named = namedColumns(first);
  const columns = named ?? columnsByContent(first);
  const width = Math.max(...found.map((row) => row.length));
  const rows = found.map((row) => Array.from({ length: width }, (_, index) => (row[index] ?? '').slice(0, 200)));
  // A row that holds no address is most likely one of names that we do not know.
  return { rows, layout: { columns: columns ?? noColumns(), header: named !== undefined || columns === undefined } };
}

/** A layout in which nothing is known. */
export function noColumns(): Columns {
  return { address: [], perhapsAddress: [], full: [], first: [], last: [], shown: [], weekday: [], time: [], zone: [] };
}

/**
 * Columns as somebody chose them, one meaning for each. Of several with one meaning, those that were recognised come first
 * and in their order, for the best column counts where it is filled.
 * @param chosen meanings by the column's index, '' for a column to be left out
 */
export function chosenColumns(chosen: string[], recognised: Columns): Columns {
  const columns = noColumns();
  for (const meaning of Object.keys(columns) as (keyof Columns)[]) {
    const known = recognised[meaning].filter((index) => chosen[index] === meaning);
    const others = chosen.flatMap((one, index) => (one === meaning && !known.includes(index) ? [index] : []));
    columns[meaning] = [...known, ...others];
  }
  return columns;
}
