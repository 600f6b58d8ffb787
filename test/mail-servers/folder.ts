import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import path from 'node:path';

/** A folder for a server, which that may walk through whoever it runs as; taken away with all others in the end. */
export function makeFolder(name: string): string {
  const folder = mkdtempSync(path.join(process.env['MAIL_SERVERS_FOLDER']!, `${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** The number of a system user or of its group. */
export function idOf(what: 'user' | 'group', name: string): number {
  return Number(execFileSync('id', [what === 'user' ? '-u' : '-g', name], { encoding: 'utf8' }));
}
