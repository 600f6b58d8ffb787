import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { EmbeddedServer } from '../../src/database/embedded.js';
import { removePlace } from '../../src/database/embedded-place.js';

type Connection = EmbeddedServer['connection'];

/** Another Node process with the embedded PostgreSQL of a data folder open. */
export interface Opener {
  process: ChildProcess;
  connection: Connection;
  owner: boolean;
  log: string[];
}

/** Opens the embedded PostgreSQL of a data folder in a process of its own, in a process group of its own. */
export async function openElsewhere(dataDir: string): Promise<Opener> {
  const script = fileURLToPath(new URL('embedded-child.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  for await (const line of createInterface(child.stdout)) {
    return { process: child, ...(JSON.parse(line) as Omit<Opener, 'process'>) };
  }
  throw new Error('the process ended before it had opened the database');
}

/** Lets another process stop its server and end. */
export async function closeElsewhere(opener: Opener): Promise<void> {
  const ended = once(opener.process, 'exit');
  opener.process.stdin?.write('stop\n');
  await ended;
}

/** Runs SQL on a connection of its own; answers the rows. */
export async function sql(connection: Connection, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...connection, ssl: false });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** The pids of the processes, whatever they are, whose command line names a folder. */
export function processesNaming(folder: string): number[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  const named = lines.filter((line) => line.includes(folder)).map((line) => Number.parseInt(line));
  return named.filter((pid) => pid !== process.pid);
}

/** The process group of a process. */
export const groupOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }));

/** The pid of the server that runs in a place. */
export const serverPid = (place: string): number =>
  Number.parseInt(readFileSync(path.join(place, 'cluster', 'postmaster.pid'), 'utf8'));

/** Makes a folder that everyone may walk through, runs work in it and removes it with every database in its `data`. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'embedded-test-'));
  chmodSync(folder, 0o711);
  try {
    await work(folder);
  } finally {
    removePlace(path.join(folder, 'data'));
    rmSync(folder, { recursive: true, force: true });
  }
}
