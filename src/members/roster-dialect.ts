import { parse } from 'csv-parse/sync';
import { columnsByContent, namedColumns } from './roster-columns.js';

/** How the records of a file are written. */
export interface Dialect {
  delimiter: string;
  /** characters before the first record: the line `sep=;` that Excel writes and hides */
  skipped: number;
}

const DELIMITERS = [',', ';', '\t'];

/**
 * Tells the delimiter by the beginning of a file: by its `sep=` line, else the one of comma, semicolon and tab that
 * makes most sense of the first row: the most columns that we know, then the most columns.
 */
export function dialectOf(head: string): Dialect {
  const [line, delimiter] = /^"?sep=([^\r\n"])"?[,;\t]*(?:\r\n|\n|\r)/i.exec(head) ?? [];
  if (line !== undefined && delimiter !== undefined && delimiter <= '~') return { delimiter, skipped: line.length };
  const scores = DELIMITERS.map((candidate) => ({ candidate, score: score(firstRow(head, candidate)) }));
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  return { delimiter: best.candidate, skipped: 0 };
}

/** CSV as real programs write it; both the sniffing and the reading use it. */
export const LENIENT = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  ltrim: true,
};

function firstRow(head: string, delimiter: string): string[] {
  try {
    const rows = parse(head, { ...LENIENT, delimiter, to: 1, skip_records_with_empty_values: true });
    return rows[0] ?? [];
  } catch {
    return [];
  }
}

function score(row: string[]): number {
  const columns = namedColumns(row) ?? columnsByContent(row);
  const known = columns ? Object.values(columns).flat().length : 0;
  return known * 1_000 + Math.min(999, row.filter((cell) => /[\p{L}\p{N}]/u.test(cell)).length);
}
