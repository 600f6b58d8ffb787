import { Readable, pipeline } from 'node:stream';
import { type Parser, parse } from 'csv-parse';
import { type Dialect, LENIENT } from './roster-dialect.js';

/**
 * One record; `row` is the number a spreadsheet shows beside it. `broken`: a quotation mark in it is not closed; after
 * `too often` nothing more is read.
 */
export type RosterRecord = { row: number; cells: string[] } | { row: number; broken: 'here' | 'too often' };

/** a record longer than this is taken for one whose quotation mark never closes */
const LONGEST_RECORD_BYTES = 1024 * 1024;
/** each broken record costs another reading of the file, so there is a limit */
const MOST_BROKEN = 50;

/**
 * Reads the records of a text, lazily and in constant memory. Where a quotation mark is not closed, only that line is
 * given up, and reading goes on at the next one. `open` gives the text from its beginning, each time it is called.
 */
export async function* readRecords(open: () => AsyncIterable<string>, dialect: Dialect): AsyncGenerator<RosterRecord> {
  let row = 0;
  let start = dialect.skipped;
  for (let broken = 0; broken < MOST_BROKEN; broken++) {
    const run = parseFrom(open, start, dialect.delimiter);
    const base = start;
    let isBroken = false;
    for await (const { record, raw, info } of run.parser as AsyncIterable<Parsed>) {
      const end = base + info.bytes;
      isBroken = (run.isOpen && end >= run.fed) || record.some((cell) => swallowsLines(cell, raw));
      if (isBroken) break;
      start = end;
      yield { row: ++row, cells: record };
    }
    if (!isBroken && !run.isOpen) return;
    yield { row: ++row, broken: 'here' };
    start = await nextLine(open, start);
  }
  yield { row: row + 1, broken: 'too often' };
}

/** What csv-parse answers with `info` and `raw`. */
interface Parsed {
  record: string[];
  /** the record as it stands in the file */
  raw: string;
  /** how much was parsed up to its end */
  info: { bytes: number };
}

/** One run of the parser and how far it is, in bytes of the text in UTF-8. */
interface Run {
  parser: Parser;
  fed: number;
  parsed: number;
  /** the parser has stopped inside a record */
  isOpen: boolean;
}

function parseFrom(open: () => AsyncIterable<string>, start: number, delimiter: string): Run {
  const parser = parse({
    ...LENIENT,
    delimiter,
    info: true,
    raw: true,
    // the only error left is the quotation mark that is not closed at the end; a thrown one would lose records before it
    skip_records_with_error: true,
    on_skip: () => void (run.isOpen = true),
    on_record: (found, { bytes }) => {
      run.parsed = start + bytes;
      return found;
    },
  });
  const run: Run = { parser, fed: start, parsed: start, isOpen: false };
  // an error of the source reaches whoever reads the parser; one that stops reading early is none
  pipeline(Readable.from(feed(run, open)), parser, () => {});
  return run;
}

async function* feed(run: Run, open: () => AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const bytes of bytesFrom(open, run.fed)) {
    run.isOpen = run.fed - run.parsed > LONGEST_RECORD_BYTES;
    if (run.isOpen) return;
    run.fed += bytes.length;
    yield bytes;
  }
}

async function* bytesFrom(open: () => AsyncIterable<string>, start: number): AsyncGenerator<Buffer> {
  let left = start;
  for await (const text of open()) {
    const bytes = Buffer.from(text);
    if (bytes.length > left) yield bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
  }
}

/**
 * A quotation mark that closes only at the beginning of a later quoted cell: csv-parse then leaves both marks in the
 * cell. A cell that may hold such text stands in the file with its own marks doubled.
 */
function swallowsLines(cell: string, raw: string): boolean {
  return cell.startsWith('"') && /[\r\n]/.test(cell) && !raw.includes(`"${cell.replaceAll('"', '""')}"`);
}

/** Where the line after the one at `start` begins. */
async function nextLine(open: () => AsyncIterable<string>, start: number): Promise<number> {
  let at = start;
  let isAfterReturn = false;
  for await (const bytes of bytesFrom(open, start)) {
    for (const byte of bytes) {
      if (isAfterReturn) return byte === 0x0a ? at + 1 : at;
      at++;
      if (byte === 0x0a) return at;
      isAfterReturn = byte === 0x0d;
    }
  }
  return at;
}
