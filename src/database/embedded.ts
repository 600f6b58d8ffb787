import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findBinaries } from './embedded-binaries.js';
import { SERVICE_DATABASE, findCluster } from './embedded-cluster.js';
import { findPlace } from './embedded-place.js';
import { askOwner, isAlive, isServer, readLockFile } from './embedded-running.js';
import { StartFailed, startServer } from './embedded-server.js';

/** The PostgreSQL of a data folder, as this process sees it. Connect without TLS; it is a socket. */
export interface EmbeddedServer {
  connection: { host: string; port: number; user: string; database: string };
  /** Whether this process started the server. It ends with the process that did, others lose it then. */
  owner: boolean;
  /** The owner's ends the server (fast shutdown: clients are cut off) and waits until it is gone; others' do nothing. */
  stop(): Promise<void>;
}

/** What is left running gets this long to end by itself, in milliseconds, before it is told to. */
const PATIENCE = 2000;

/**
 * Starts the embedded PostgreSQL of a data folder, or attaches to the one that is running there. One that a killed
 * process left behind is stopped first; the cluster is made when there is none.
 * @throws Error when it cannot run here, or runs where this process cannot see it (another container on the same folder)
 */
export async function openEmbedded(dataDir: string, log: (line: string) => void): Promise<EmbeddedServer> {
  const place = findPlace(path.resolve(dataDir), log);
  const binaries = findBinaries(place.account, log);
  const cluster = findCluster(binaries, place);
  const waited = stopwatch();
  for (let told = false; ; await pause(50)) {
    const found = await look(cluster);
    if (typeof found === 'object') return server(found.socketFolder, undefined);
    if (found === 'nothing') {
      try {
        const started = await startServer(binaries, cluster, place, log);
        return server(started.socketFolder, started.stop);
      } catch (error) {
        if (!(error instanceof StartFailed)) throw error;
        // Another process was faster, or processes of the last server are still leaving.
        const passing = /lock file|pre-existing shared memory/.test(error.message);
        if (!passing || waited() > 15 * PATIENCE) {
          throw new Error(`The embedded PostgreSQL does not start in ${place.folder}: ${error.message}`, {
            cause: error,
          });
        }
        if (error.message.includes('lock file')) clearStaleLock(cluster);
      }
    }
    if (found === 'nothing' || waited() < PATIENCE) continue;
    if (!told) log(`waiting for the embedded PostgreSQL in ${place.folder}, which is ${found}`);
    told = true;
    if (found === 'left running') stopServer(cluster);
  }
}

type Finding = 'nothing' | 'starting or stopping' | 'left running' | { socketFolder: string };

/** What runs on a cluster; a server is worth attaching to while the process that started it lives. */
async function look(cluster: string): Promise<Finding> {
  const lock = readLockFile(cluster);
  if (!lock) return 'nothing';
  const owner = await askOwner(lock.socketFolder);
  const visible = isServer(lock.pid, cluster);
  if (owner === undefined) return visible ? 'starting or stopping' : 'nothing';
  if (owner === '' || isAlive(Number.parseInt(owner))) return lock;
  if (!visible) throw new Error(`${cluster} is in use by a server of another machine or container.`);
  return 'left running';
}

/** Ends a server whose guard was killed with its owner. */
function stopServer(cluster: string): void {
  const lock = readLockFile(cluster);
  if (lock && isServer(lock.pid, cluster)) process.kill(lock.pid, 'SIGINT');
}

function stopwatch(): () => number {
  const began = performance.now();
  return () => performance.now() - began;
}

/**
 * After a crash of the machine the pid in the lock file may be another process's by now; PostgreSQL then refuses to start.
 * The file is put back when it turns out to be that of a process that cleared it, and started, before us.
 */
function clearStaleLock(cluster: string): void {
  const lock = readLockFile(cluster);
  if (!lock || isServer(lock.pid, cluster)) return;
  const file = path.join(cluster, 'postmaster.pid');
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // cleared by another
  }
  if (Number.parseInt(readFileSync(aside, 'utf8')) !== lock.pid) linkSync(aside, file);
  rmSync(aside);
}

function server(host: string, stop: (() => Promise<void>) | undefined): EmbeddedServer {
  return {
    connection: { host, port: 5432, user: 'postgres', database: SERVICE_DATABASE },
    owner: stop !== undefined,
    stop: stop ?? (() => Promise.resolve()),
  };
}
