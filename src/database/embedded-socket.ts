import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The least of the systems' limits for a socket's path is 104 bytes with the closing zero (macOS; Linux has 108). */
const LONGEST = 103;

/** Whether PostgreSQL's socket may lie in a folder; its path is limited by the kernel. */
export const socketFits = (folder: string): boolean => Buffer.byteLength(`${folder}/.s.PGSQL.5432`) <= LONGEST;

/**
 * The folder for the socket of an ordinary user's server: the place itself or, where its path is too long, a new
 * temporary folder, which only this user may enter (mkdtemp makes it 0700 under a name that nobody could take before).
 */
export function socketFolder(place: string): { folder: string; temporary: boolean } {
  if (socketFits(place)) return { folder: place, temporary: false };
  const name = path.join(tmpdir(), 'little-steps-');
  const short = socketFits(`${name}XXXXXX`) ? name : '/tmp/little-steps-';
  return { folder: mkdtempSync(short), temporary: true };
}
