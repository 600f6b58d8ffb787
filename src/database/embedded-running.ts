import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { runAs } from './embedded-account.js';

/** What PostgreSQL's lock file in the cluster tells of the server that runs, starts, stops or once ran there. */
export interface LockFile {
  pid: number;
  socketFolder: string;
}

/** Reads the lock file (`postmaster.pid`: one fact a line); undefined when there is none, or it is just being written. */
export function readLockFile(cluster: string): LockFile | undefined {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 && lines[4] ? { pid, socketFolder: lines[4] } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process runs; a dead one that nobody has asked after yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return !existsSync('/proc/self/stat'); // no such folder on macOS
  }
}

/** Whether a pid is that of this cluster's server, and not of another process that was given the number since. */
export function isServer(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  const told = existsSync('/proc/self/cmdline')
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    : runAs({}, '/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)]).output;
  return told.includes(`/bin/postgres -D ${cluster} `);
}

/**
 * Asks the server behind a socket who started it: the owner's mark (its pid first; empty when it was started
 * by hand), or undefined when the server takes no connections.
 */
export async function askOwner(socketFolder: string): Promise<string | undefined> {
  const client = new pg.Client({
    host: socketFolder,
    port: 5432,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ owner: string | null }>(
      `select current_setting('little_steps.owner', true) as owner`,
    );
    return rows[0]?.owner ?? '';
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
