import type { INestApplicationContext } from '@nestjs/common';
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
    const app = await NestFactory.createApplicationContext(AppModule.on(ground), { logger: ['error', 'warn'] });
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

/** How far long work has come: one line that is written over in a terminal, and now and then a line elsewhere. */
export function showProgress(line: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
}
