import { ConsoleLogger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { CentreService } from '../centre/centre.service.js';
import { readConfig } from '../config.js';
import { openDatabase } from '../database/database.js';
import { prepare } from '../ground.js';

/** Runs a command on the service's parts, beside a running service or alone; without its ticks, workers and pages. */
export async function withApp<T>(command: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const config = { ...readConfig(), worker: false, web: false };
  const database = await openDatabase(config, (line) => process.stderr.write(`${line}\n`));
  try {
    const ground = await prepare(config, database);
    // On standard error, all of it: standard output is the command's own.
    const logger = new ConsoleLogger({ logLevels: ['error', 'warn'], forceConsole: true });
    const app = await NestFactory.createApplicationContext(AppModule.on(ground), { logger });
    try {
      await app.get(CentreService).begin();
      return await command(app);
    } finally {
      await app.close();
    }
  } finally {
    await database.stop();
  }
}

/** Prints the one JSON document of a command. */
export function printJson(document: object): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** A line for people. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** How far long work has come: in a terminal one line that is written over, and by '' taken away; elsewhere a line each. */
export function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
  else if (line) process.stderr.write(`${line}\n`);
}
