import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runAs } from './embedded-account.js';
import type { Place } from './embedded-place.js';
import { isAlive } from './embedded-running.js';

/** The database that a new cluster has for the service. */
export const SERVICE_DATABASE = 'little_steps';

/**
 * The cluster of a place, made when there is none: beside, and renamed when it is whole, so that an interrupted making
 * leaves no half cluster and of two processes one wins.
 * @returns its folder
 * @throws Error when initdb fails, or when the cluster is another major version's
 */
export function findCluster(binaries: string, { folder, account }: Place): string {
  const cluster = path.join(folder, 'cluster');
  if (existsSync(cluster)) {
    checkVersion(cluster, runAs(account, path.join(binaries, 'bin/postgres'), ['--version']).output);
    return cluster;
  }
  clearLeftovers(folder);
  const beside = path.join(folder, `new-${process.pid}`);
  const make = (program: string, args: string[], input?: string) => {
    const { problem } = runAs(account, path.join(binaries, 'bin', program), args, input);
    if (problem === undefined) return;
    rmSync(beside, { recursive: true, force: true });
    throw new Error(`The embedded PostgreSQL could not make its files in ${folder} (${program}: ${problem})`);
  };
  // Trust is right here: whoever can enter the place could read the files as well.
  const form = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  make('initdb', ['-D', beside, '-U', 'postgres', '--auth=trust', '--no-instructions', ...form]);
  make('postgres', ['--single', '-D', beside, 'postgres'], `create database ${SERVICE_DATABASE}\n`);
  try {
    renameSync(beside, cluster);
  } catch (error) {
    rmSync(beside, { recursive: true });
    if (!existsSync(cluster)) throw error; // otherwise another process was faster
  }
  return cluster;
}

function checkVersion(cluster: string, programs: string): void {
  const made = readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim();
  const major = /\) (\d+)/.exec(programs)?.[1];
  if (major === made) return;
  throw new Error(
    `${cluster} was made by PostgreSQL ${made}, these programs are ${major}: move the data with pg_dump.`,
  );
}

function clearLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const maker = Number(/^new-(\d+)$/.exec(name)?.[1]);
    if (!maker || isAlive(maker)) continue;
    // Its initdb may still be writing, until it finds its folder gone.
    rmSync(path.join(folder, name), { recursive: true, force: true, maxRetries: 10 });
  }
}
