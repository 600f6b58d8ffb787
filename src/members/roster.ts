import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { quoted } from './quoted.js';
import { type Columns, columnsByContent, namedColumns } from './roster-columns.js';
import { dialectOf } from './roster-dialect.js';
import { decoded, decodedHead, encodingOf } from './roster-encoding.js';
import { readRecords, type RosterRecord } from './roster-records.js';
import { type RosterFault, type RosterRow, readRow } from './roster-row.js';
import { trimmed } from './white-space.js';

export type { RosterFault, RosterRow } from './roster-row.js';

/** Where the bytes of a roster are: a file, or something that can be read from its beginning as often as is needed. */
export type RosterSource = string | (() => AsyncIterable<Buffer>);

/** What stands where in a roster, when it is not to be told by the roster itself. */
export interface RosterLayout {
  columns: Columns;
  /** whether the first row names the columns */
  header: boolean;
}

const HEAD_BYTES = 64 * 1024;
const NOT_CSV = 'is not a CSV file: in the spreadsheet program choose "Save as" and "CSV UTF-8", then import that file';

/** What is said of a roster without rows. */
export const EMPTY = 'has no rows in it';

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
export async function* readRoster(
  source: RosterSource,
  layout?: RosterLayout,
): AsyncGenerator<RosterRow | RosterFault> {
  const records = await rosterRecords(source);
  if ('problem' in records) {
    yield { row: 1, field: 'file', problem: records.problem };
    return;
  }
  let { columns, header } = layout ?? { columns: undefined, header: false };
  let isEmpty = true;
  for await (const record of records) {
    const { row } = record;
    isEmpty = false;
    if ('broken' in record) {
      yield { row, ...BROKEN[record.broken] };
      if (record.broken === 'too often') return;
      continue;
    }
    const { cells } = record;
    if (header) {
      header = false;
      continue;
    }
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
  if (isEmpty) yield { row: 1, field: 'file', problem: EMPTY };
}

/** The records of a roster that have something in them, or why it cannot be read at all. */
export async function rosterRecords(source: RosterSource): Promise<AsyncGenerator<RosterRecord> | { problem: string }> {
  const bytes = typeof source === 'string' ? () => createReadStream(source) as AsyncIterable<Buffer> : source;
  const head = typeof source === 'string' ? await firstBytes(source) : await firstOf(source());
  const encoding = encodingOf(head);
  if (encoding === undefined) return { problem: NOT_CSV };
  return withSomething(readRecords(() => decoded(bytes(), encoding), dialectOf(decodedHead(head, encoding))));
}

async function* withSomething(records: AsyncGenerator<RosterRecord>): AsyncGenerator<RosterRecord> {
  for await (const record of records)
    if ('broken' in record || record.cells.some((cell) => trimmed(cell) !== '')) yield record;
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

async function firstOf(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of bytes) {
    parts.push(part);
    length += part.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}
