import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';

/** The account a child process runs as, in the form of `spawn`'s options; empty: this process's own. */
export interface Account {
  uid?: number;
  gid?: number;
}

/** Programs of the embedded server see nothing of this process's environment: PG* variables would mislead them. */
export const PLAIN_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/** Whether this process runs as root, which PostgreSQL refuses to do. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** The account PostgreSQL runs as when we are root: the owner of what is there already, `postgres` or `nobody`. */
export function serverAccount(place: string): Account {
  const found = existsSync(place) ? lstatSync(place) : undefined;
  if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid };
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (Number(uid) && Number(gid)) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65534, gid: 65534 };
}

/** Runs a program to its end as an account. `problem` is what it said when it could not run or failed. */
export function runAs(
  account: Account,
  program: string,
  args: string[],
  input = '',
): { output: string; problem?: string } {
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    ...account,
    cwd: '/',
    env: PLAIN_ENVIRONMENT,
    encoding: 'utf8',
    input,
  });
  if (status === 0) return { output: stdout };
  return { output: stdout ?? '', problem: error?.message ?? (stderr.trim() || `ended with ${signal ?? status}`) };
}

/** Whether an account may enter a folder; asked of the kernel, as modes alone do not tell (lists, mounts, parents). */
export const canEnter = (account: Account, folder: string): boolean =>
  runAs(account, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder]).problem === undefined;
