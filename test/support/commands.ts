import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = path.join(root, 'dist', 'src', 'main.js');

/** How a command ended. */
export interface Ended {
  status: number;
  out: string;
  err: string;
}

/** Builds what the commands run from, where that is not up to date. */
export async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(root, 'scripts', 'ready.mjs'), 'build']);
}

/** Runs one command of the built service as an operator would. @param environment all that is set besides PATH */
export function command(args: string[], environment: Record<string, string>): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env: settings(environment) }, (error, out, err) => {
      resolve({ status: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

/** A service in a process of its own. */
export interface Served {
  url: string;
  process: ChildProcess;
  /** all it has written so far */
  written(): string;
  /** asks it to end, and waits for that. @returns its exit status */
  stop(): Promise<number | null>;
}

/** Starts the built service and waits until it says where it is. */
export async function serve(environment: Record<string, string>): Promise<Served> {
  const child = spawn(process.execPath, [main, 'serve'], {
    env: settings(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        written += text;
        const url = /is ready at (http:\S+)/.exec(written)?.[1];
        if (url) resolve(url);
      });
    child.once('exit', () => reject(new Error(`the service ended:\n${written}`)));
  });
  const ended = once(child, 'exit');
  return {
    url: await ready,
    process: child,
    written: () => written,
    async stop() {
      child.kill('SIGTERM');
      return ((await ended) as [number | null])[0];
    },
  };
}

function settings(environment: Record<string, string>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...environment };
}
