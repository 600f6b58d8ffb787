import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { readConfig } from '../config.js';
import { isRoot } from '../database/embedded-account.js';
import { removePlace } from '../database/embedded-place.js';
import { demoOptions } from './demo/options.js';
import { EVE, play } from './demo/play.js';
import { Screen } from './demo/screen.js';
import { nextSignal, startService } from './serve.js';

/**
 * `demo`: weeks in minutes, on a throw-away data folder; then the service stays up until a signal ends it.
 * @throws Invalid naming the options that are wrong
 */
export async function demo(typed: { weeks: string; speed: string }, screen = new Screen()): Promise<void> {
  const options = demoOptions(typed);
  const stopping = new AbortController();
  const stopped = nextSignal().then(() => stopping.abort());
  try {
    screen.say('', 'Little Steps, the demo', '', 'Starting …');
    await inThrowAwayFolder(async (dataDir) => {
      // Of the environment only these two count: nothing here may reach a real database or a real person.
      const { PORT, LOG_LEVEL = 'error' } = process.env;
      const service = await startService(readConfig({ PORT, LOG_LEVEL, DATA_DIR: dataDir, CLOCK: EVE }), () => {});
      try {
        await play(service, options, { dataDir, screen, stopped: stopping.signal });
        await stopped;
      } finally {
        screen.say('', 'Stopping …');
        await service.stop();
      }
    });
  } catch (error) {
    await turn(); // A signal may break off what is under way before it is told to us.
    if (!stopping.signal.aborted) throw error;
  }
  screen.say('Everything the demo made is removed.');
}

async function inThrowAwayFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'little-steps-demo-'));
  // Root's is open to walk through, for the account that PostgreSQL then runs as.
  chmodSync(folder, isRoot() ? 0o711 : 0o700);
  try {
    await work(folder);
  } finally {
    removePlace(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}
