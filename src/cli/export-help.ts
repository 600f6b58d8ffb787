import { exportAbout, exportKinds } from '../stats/exports/exports.js';

/** What `export --help` says below its options. */
export function exportHelp(): string {
  const lines = exportKinds.map((kind) => `  ${kind.padEnd(12)} ${exportAbout(kind)}`);
  return [
    '',
    'What there is:',
    ...lines,
    '',
    'Formats:',
    '  csv          UTF-8 with a byte-order mark, a line of headings, CRLF. A cell that would start a formula in a',
    '               spreadsheet (= + - @) begins with an apostrophe. Nothing stands for what is not known',
    '  json         one array of objects; null for what is not known',
    '  Instants are in UTC (ISO 8601). Each export is written into the audit.',
  ].join('\n');
}
