import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { DataSource, type QueryRunner } from 'typeorm';
import { dataSourceOptions, type Connection, type Database } from '../../src/database/database.js';
import { migrate } from '../../src/database/migrate.js';
import { Clock } from '../../src/clock.js';
import { programmesFolder } from '../../src/programmes/folder.js';
import { Draft } from '../../src/programmes/draft.entity.js';
import { FileChange } from '../../src/programmes/file-change.entity.js';
import { Programme } from '../../src/programmes/programme.entity.js';
import { ProgrammesService } from '../../src/programmes/programmes.service.js';
import { Revision } from '../../src/programmes/revision.entity.js';
import { Step } from '../../src/programmes/step.entity.js';

const server = JSON.parse(process.env['TEST_CONNECTION'] ?? 'null') as Extract<Connection, { host: string }>;
const TEMPLATE = 'little_steps_template';

/** A database of the caller's own, migrated, with the queues' tables and the programmes in it; `stop` drops it. */
export async function makeDatabase(): Promise<Database> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(async (admin) => {
    // The lock is held until the session ends, and the copy is made under it.
    await admin.query('select pg_advisory_lock(1)');
    await makeTemplate(admin);
    await admin.query(`create database ${name} template ${TEMPLATE}`);
  });
  const stop = () => onServer((admin) => admin.query(`drop database ${name} with (force)`));
  return { connection: { ...server, database: name }, lasting: true, stop };
}

/** The address of a database, as `DATABASE_URL` has it: for other processes. */
export function databaseUrl({ connection }: Database): string {
  const { host, user, database } = connection as typeof server;
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
}

async function makeTemplate(admin: QueryRunner): Promise<void> {
  const found: unknown[] = await admin.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
  if (found.length > 0) return;
  const making = `${TEMPLATE}_new`;
  await admin.query(`drop database if exists ${making} with (force)`);
  await admin.query(`create database ${making}`);
  const connection = { ...server, database: making };
  const entities = [Draft, FileChange, Programme, Revision, Step];
  const dataSource = await new DataSource({ ...dataSourceOptions(connection, 2), entities }).initialize();
  await migrate(dataSource);
  const clock = new Clock({ simulated: new Date('2026-03-16T00:00:00Z'), real: new Date(), speed: 0 });
  await new ProgrammesService(dataSource, clock).importFrom(programmesFolder);
  await dataSource.destroy();
  const boss = new PgBoss({ ...connection, schedule: false, supervise: false });
  await boss.start();
  await boss.stop({ graceful: false });
  await admin.query(`alter database ${making} rename to ${TEMPLATE}`);
}

/** Works in one session, held: a pool closes what is idle, and with it goes a lock. */
async function onServer(work: (admin: QueryRunner) => Promise<unknown>): Promise<void> {
  const dataSource = await new DataSource(dataSourceOptions(server, 1)).initialize();
  const admin = dataSource.createQueryRunner();
  try {
    await work(admin);
  } finally {
    await admin.release();
    await dataSource.destroy();
  }
}

/** Ends every connection to a database but the one this is done over, as a server does that goes down. */
export async function endConnections({ connection }: Database): Promise<void> {
  const one = await new DataSource(dataSourceOptions(connection, 1)).initialize();
  await one.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await one.destroy();
}
