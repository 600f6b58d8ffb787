import { Readable } from 'node:stream';
import type { ExportFormat } from '../stats/exports/exports.js';
import { csvStream } from './csv.js';

/** A table as a file: CSV that is safe to open in a spreadsheet, or one JSON array of objects; written as it is read. */
export function exportStream(columns: string[], rows: AsyncIterable<unknown[]>, format: ExportFormat): Readable {
  return format === 'csv' ? csvStream(columns, rows) : Readable.from(jsonArray(columns, rows), { objectMode: false });
}

async function* jsonArray(columns: string[], rows: AsyncIterable<unknown[]>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield before + JSON.stringify(Object.fromEntries(columns.map((column, place) => [column, row[place]])));
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
