import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { lchownSync, rmdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PLAIN_ENVIRONMENT } from './embedded-account.js';
import type { Place } from './embedded-place.js';
import { askOwner } from './embedded-running.js';
import { socketFolder } from './embedded-socket.js';

/** Logs hold no personal facts: errors and statements, which quote rows, are not written. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '200',
  shared_buffers: '128MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/**
 * Runs the server and ends it when the pipe on its standard input closes, which the kernel does however our process
 * ends. It outlives the signals that a terminal or an init system sends to everyone: the service drains first. The
 * signal is repeated because a server that has only just begun does not listen yet.
 */
const GUARD = `
trap '' HUP INT TERM
exec 3<&0
temporary=$1; shift
"$@" 3<&- </dev/null &
server=$!
{ read -r _ <&3; while kill -INT "$server"; do sleep 0.2; done; } 2>/dev/null &
watch=$!
wait "$server"; status=$?
kill -KILL "$watch"
[ -z "$temporary" ] || rmdir "$temporary"
exit "$status"`;

/** A server that this process started. */
export interface StartedServer {
  socketFolder: string;
  stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL on a cluster and waits until it answers, however long it takes to recover.
 * @throws StartFailed with what it said when it ends instead
 */
export async function startServer(
  binaries: string,
  cluster: string,
  { folder, account }: Place,
  log: (line: string) => void,
): Promise<StartedServer> {
  const socket = socketFolder(folder);
  if (socket.temporary && account.uid) lchownSync(socket.folder, account.uid, account.gid ?? account.uid);
  const owner = `${process.pid} ${randomUUID()}`;
  const settings = {
    ...SETTINGS,
    unix_socket_directories: `"${socket.folder.replaceAll('"', '""')}"`,
    'little_steps.owner': owner,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [path.join(binaries, 'bin/postgres'), '-D', cluster, ...options];
  const child = spawn('/bin/sh', ['-c', GUARD, 'sh', socket.temporary ? socket.folder : '', ...server], {
    ...account,
    cwd: '/',
    env: PLAIN_ENVIRONMENT,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const life = watch(child);
  while ((await askOwner(socket.folder)) !== owner) {
    if (await Promise.race([life.over, pause(20, false)])) {
      if (socket.temporary) removeQuietly(socket.folder);
      throw new StartFailed(life.said());
    }
  }
  let stopping = false;
  void life.over.then(() => stopping || log(`the embedded PostgreSQL ended by itself: ${life.said()}`));
  child.unref(); // work that is done may end the process, which ends the server
  return {
    socketFolder: socket.folder,
    async stop() {
      stopping = true;
      child.ref();
      child.stdin.end();
      await life.over;
    },
  };
}

/** The server ended instead of starting; the message is what it said. */
export class StartFailed extends Error {}

function watch(child: ChildProcess): { over: Promise<true>; said: () => string } {
  let said = '';
  child.stdin?.on('error', () => undefined);
  child.stderr?.on('data', (text: Buffer) => (said = (said + String(text)).slice(-2000)));
  const over = new Promise<true>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(true);
    });
    child.once('close', () => resolve(true));
  });
  return { over, said: () => said.trim() };
}

function removeQuietly(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // the guard removed it
  }
}
