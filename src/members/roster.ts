import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { quoted } from './quoted.js';
import { type Columns, columnsByContent, namedColumns } from './roster-columns.js';
import { dialectOf } from './roster-dialect.js';
import { decoded, decodedHead, encodingOf } from './roster-encoding.js';
import { readRecords } from './roster-records.js';
import { type RosterFault, type RosterRow, readRow } from './roster-row.js';
import { trimmed } from './white-space.js';

export type { RosterFault, RosterRow } from './roster-row.js';

const HEAD_BYTES = 64 * 1024;
const NOT_CSV = 'is not a CSV file: in the spreadsheet program choose "Save as" and "CSV UTF-8", then import that file';

const BROKEN = {
  here: { field: 'quotes', problem: 'has a quotation mark that is not closed: the line was not read' },
  'too often': {
    field: 'file',
    problem: 'has too many quotation marks that are not closed: nothing was read from here',
  },
};

/**
 * Reads a roster: a CSV file in UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs, its columns in any order
 * (see `roster-columns.ts`). Lazily and in constant memory; rows with nothing in them are passed over, duplicates are not
 * looked for. Whatever is wrong with the content comes as a fault; throws only when the file cannot be read.
 */
export async function* readRoster(file: string): AsyncGenerator<RosterRow | RosterFault> {
  const head = await firstBytes(file);
  const encoding = encodingOf(head);
  if (encoding === undefined) {
    yield { row: 1, field: 'file', problem: NOT_CSV };
    return;
  }
  const dialect = dialectOf(decodedHead(head, encoding));
  let columns: Columns | undefined;
  let isEmpty = true;
  for await (const record of readRecords(() => decoded(createReadStream(file), encoding), dialect)) {
    const { row } = record;
    if ('broken' in record) {
      isEmpty = false;
      yield { row, ...BROKEN[record.broken] };
      if (record.broken === 'too often') return;
      continue;
    }
    const { cells } = record;
    if (cells.every((cell) => trimmed(cell) === '')) continue;
    isEmpty = false;
    if (!columns) {
      const named = namedColumns(cells);
      columns = named ?? columnsByContent(cells);
      if (!columns) {
        yield { row, field: 'header', problem: noAddressColumn(cells) };
        return;
      }
      if (named) continue;
    }
    yield* readRow(row, cells, columns);
  }
  if (isEmpty) yield { row: 1, field: 'file', problem: 'has no rows in it' };
}

function noAddressColumn(header: string[]): string {
  const found = header.filter((cell) => trimmed(cell)).slice(0, 20);
  return `has no column of addresses: name one "Email". Columns found: ${found.map(quoted).join(', ')}`;
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
