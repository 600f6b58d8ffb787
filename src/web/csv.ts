import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/** What makes a spreadsheet read a cell as a formula: OWASP, "CSV Injection". */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A table as a CSV file, row by row as it is read: in UTF-8 with a byte-order mark and CRLF, so that Excel reads it, after
 * RFC 4180. No cell starts a formula: what would, gets an apostrophe in front. Instants are written by ISO 8601, null and
 * undefined as nothing. A row that cannot be read breaks the stream off.
 */
export function csvStream(
  columns: string[],
  rows: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): Readable {
  const table = stringify({ bom: true, record_delimiter: 'windows' });
  const source = Readable.from(all(columns, rows));
  source.once('error', (error) => table.destroy(error));
  table.once('close', () => source.destroy());
  return source.pipe(table);
}

async function* all(
  columns: string[],
  rows: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): AsyncGenerator<string[]> {
  yield columns.map(safeCell);
  for await (const row of rows) yield row.map(safeCell);
}

/** A value as it stands in a cell. */
function safeCell(value: unknown): string {
  const text = typeof value === 'string' ? value : plain(value);
  return FORMULA.test(text) ? `'${text}` : text;
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}
