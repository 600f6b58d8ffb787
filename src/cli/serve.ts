import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { AppModule, type Ground } from '../app.module.js';
import { CentreService } from '../centre/centre.service.js';
import { readConfig, type Config } from '../config.js';
import { Conflict } from '../errors.js';
import { openForService } from '../database/database.js';
import { prepare } from '../ground.js';
import { Links } from '../links/links.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import { programmesFolder } from '../programmes/folder.js';
import { StaffAccounts } from '../staff/accounts.service.js';
import { useSecurity } from '../web/security.js';
import { useViews } from '../web/views.js';
import { useWebhookBodies } from '../web/webhook-bodies.js';
import { say } from './with-app.js';

/** A running service. */
export interface Service {
  app: NestExpressApplication;
  url: string;
  stop(): Promise<void>;
}

/** Runs the service until it is told to stop by SIGINT or SIGTERM. */
export async function serve(): Promise<void> {
  const config = readConfig();
  const stopped = nextSignal();
  const service = await startService(config, (line) => say(line));
  if (!config.production) announce(service.url, config, config.web ? await setUpPath(service.app) : undefined);
  await stopped;
  await service.stop();
}

/** Opens the database, brings everything up to date, and listens. @throws DomainError when the settings or the lessons are wrong */
export async function startService(config: Config, log: (line: string) => void): Promise<Service> {
  const database = await openForService(config, log);
  try {
    const service = await listen(await prepare(config, database));
    return { ...service, stop: () => service.stop().then(() => database.stop()) };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** Starts all parts on a database that is up to date. @throws DomainError when the lessons are wrong or the port is taken */
export async function listen(ground: Ground): Promise<Service> {
  const { config } = ground;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.on(ground), { bufferLogs: true });
  app.useLogger(app.get(Logger));
  try {
    await app.get(CentreService).begin();
    await app.get(ProgrammesService).importFrom(programmesFolder);
    if (config.web) {
      useSecurity(app);
      useWebhookBodies(app);
      useViews(app);
    }
    await app.listen(config.port);
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Conflict(`port ${config.port} is taken by another program; stop that, or choose another PORT`);
  }
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, url: `http://localhost:${port}`, stop: () => app.close() };
}

/**
 * Resolves at the first SIGINT or SIGTERM; another one ends the process at once. What follows on its heels does not count:
 * npm hands on to us what the terminal has already sent to us both.
 */
export function nextSignal(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  return new Promise((resolve) => {
    const heard = () => {
      resolve();
      setTimeout(() => signals.forEach((signal) => process.off(signal, heard)), 1000).unref();
    };
    for (const signal of signals) process.on(signal, heard);
  });
}

/** Where a service that nobody runs yet is given its first administrator. */
async function setUpPath(app: NestExpressApplication): Promise<string | undefined> {
  if (await app.get(StaffAccounts).none()) return `/set-up/${app.get(Links).token('set-up', '1', 24 * 3600)}`;
}

function announce(url: string, config: Config, setUp?: string): void {
  say(`\nLittle Steps is ready at ${url}`);
  say(`  sign up        ${url}/sign-up`);
  if (config.relays.length === 0) say(`  the mailbox    ${url}/mailbox   (all mail comes here until SMTP_URL is set)`);
  if (setUp) say(`  set up         ${url}${setUp}   (makes the first administrator; once, and within a day)`);
  say('  stop           Ctrl+C\n');
}
