import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

const STATE_FOLDER = '/var/lib/little-steps';

/**
 * Root's folder for what another account must reach while the data folder or the installation lies where it cannot go.
 * Made if missing. Programs in it are run and data in it is believed, so nobody else may have had a hand in it.
 * @throws Error when it, or a folder above it, belongs to another account or can be written by others
 */
export function stateFolder(): string {
  const made = mkdirSync(STATE_FOLDER, { recursive: true, mode: 0o755 });
  if (made) chmodSync(STATE_FOLDER, 0o755); // a strict umask would keep the server's account out
  const folder = realpathSync(STATE_FOLDER);
  for (let at = folder; ; at = path.dirname(at)) {
    const { uid, mode } = lstatSync(at);
    if (uid !== 0 || (mode & 0o022) !== 0) {
      throw new Error(`${at} must belong to root and be writable by root only: PostgreSQL's files are kept below it.`);
    }
    if (at === path.dirname(at)) return folder;
  }
}
