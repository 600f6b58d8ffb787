import { open } from 'node:fs/promises';
import { RosterImport, type RosterReport } from '../enrolments/roster-import.js';
import { Invalid } from '../errors.js';
import { printJson, say, showProgress, withApp } from './with-app.js';

interface ImportOptions {
  organisation: string;
  programme: string;
  dryRun?: boolean;
  confirmed?: boolean;
  json?: boolean;
}

/** `members import`: enrols the people of a CSV file. Ends with 1 when no row could be used. */
export async function importCommand(file: string, options: ImportOptions): Promise<number> {
  if (!(await isReadable(file)))
    throw new Invalid([{ field: 'file', problem: `there is no file ${file} that can be read` }]);
  const { organisation, programme, dryRun = false, confirmed = false, json } = options;
  const progress = json ? undefined : (rows: number) => showProgress(`${rows} rows`);
  const report = await withApp((app) =>
    app.get(RosterImport).run({ file, organisation, programme, dryRun, confirmed, ...(progress && { progress }) }),
  );
  showProgress('');
  if (json) printJson(report);
  else print(report, dryRun);
  return report.created + report.known > 0 ? 0 : 1;
}

function print({ rows, created, known, suppressed, faulty, errors }: RosterReport, dryRun: boolean): void {
  for (const { row, field, problem } of errors) say(`row ${row}, ${field}: ${problem}`);
  say(
    `${dryRun ? 'Would be: ' : ''}${rows} rows: ${created} new, ${known} known already, ${suppressed} could not be added, ${faulty} faulty.`,
  );
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await using handle = await open(file);
    return (await handle.stat()).isFile();
  } catch {
    return false;
  }
}
