import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { listen } from '../../src/cli/serve.js';
import { Clock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { setClock } from '../../src/database/clock-origin.js';
import type { Database } from '../../src/database/database.js';
import { Week } from '../../src/drip/week.js';
import { Mailbox, type MailboxEntry } from '../../src/mail/mailbox/mailbox.js';
import { makeDatabase } from './database.js';
import { until } from './until.js';

/** The whole service on a database of its own, with a clock that stands still until it is moved. */
export interface TestApp {
  url: string;
  clock: Clock;
  dataSource: DataSource;
  database: Database;
  get<T>(type: Type<T>): T;
  /** Moves the clock to an instant, ISO. */
  at(instant: string): Promise<void>;
  /** One tick, and all that follows of it: ends when nothing is due and nothing is under way. */
  tick(): Promise<void>;
  /** Mails in the built-in mailbox, oldest first; only those of a kind, or to an address, if given. */
  mails(of?: { kind?: string; to?: string }): Promise<MailboxEntry[]>;
  /** The source of a mail in the mailbox. */
  source(id: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param settings environment variables; @param database to share one between two instances; @param speed of its clock, until that is moved */
export async function startApp(
  settings: Record<string, string> = {},
  database?: Database,
  now = '2026-03-16T00:00:00Z',
  speed = 0,
): Promise<TestApp> {
  const own = database ?? (await makeDatabase());
  const dataDir = mkdtempSync(path.join(tmpdir(), 'little-steps-app-'));
  const port = String(await freePort());
  const common = { NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: dataDir, PORT: port, SEND_SPREAD_MINUTES: '0' };
  const config = readConfig({ ...common, SECRET: 'a secret that all of the tests share', ...settings });
  const clock = new Clock({ simulated: new Date(now), real: new Date(), speed });
  const service = await listen({ config, database: own, clock });
  const { app, url } = service;
  const dataSource = app.get(DataSource);
  const mailbox = app.get(Mailbox);
  return {
    url,
    clock,
    dataSource,
    database: own,
    get: (type) => app.get(type),
    at: (instant) => setClock(clock, dataSource, { simulated: new Date(instant), real: new Date(), speed: 0 }),
    async tick() {
      await app.get(Week).tick();
      await quiet(dataSource);
    },
    async mails({ kind, to } = {}) {
      await quiet(dataSource);
      return (await mailbox.list(to)).filter((mail) => !kind || mail.kind === kind).toReversed();
    },
    source: async (id) => (await mailbox.source(id))!.toString(),
    async stop() {
      await service.stop();
      if (!database) await own.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits until no delivery is in a batch. */
export async function quiet(dataSource: DataSource): Promise<void> {
  await until(async () => {
    const [row] = await dataSource.query<[{ open: number }]>(
      `select count(*)::int as open from delivery where batch_id is not null and state in ('planned', 'deferred', 'sending')`,
    );
    return row.open === 0;
  });
}

/** A port on loopback that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
