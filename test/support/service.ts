import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../src/database/database.js';

/** A service in a process of its own. */
export interface RunningService {
  process: ChildProcess;
  /** Ends it without a word, or as asked; resolves when it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Starts a service on a test's database; it is not waited for. @param settings environment variables */
export function startService(database: Database, settings: Record<string, string>): RunningService {
  const script = fileURLToPath(new URL('service-child.mjs', import.meta.url));
  const dataDir = mkdtempSync(path.join(tmpdir(), 'little-steps-service-'));
  const common = { NODE_ENV: 'test', LOG_LEVEL: 'fatal', PORT: '0', DATA_DIR: dataDir, DATABASE_URL: urlOf(database) };
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [script, 'serve'], {
    env: { PATH, SECRET: 'a secret that all of the tests share', ...common, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = once(child, 'exit').then(() => rmSync(dataDir, { recursive: true, force: true }));
  return {
    process: child,
    async end(signal) {
      child.kill(signal);
      await gone;
    },
  };
}

/** The address of a database, for settings. */
function urlOf({ connection }: Database): string {
  if ('connectionString' in connection) return connection.connectionString;
  const { host, port, user, database } = connection;
  return `postgres://localhost/${database}?${new URLSearchParams({ host, port: String(port), user, database }).toString()}`;
}
