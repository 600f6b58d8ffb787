import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Config } from '../config.js';
import { Conflict } from '../errors.js';
import { openEmbedded } from './embedded.js';
import { migrations } from './migrate.js';
import { SnakeNaming } from './naming.js';

/** Where the database is, as pg and everything built on it takes it. */
export type Connection = { connectionString: string } | { host: string; port: number; user: string; database: string };

/** A database that answers. */
export interface Database {
  connection: Connection;
  /** whether it lives as long as this process at least; false: another process on this machine may end it */
  lasting: boolean;
  /** ends the embedded server, if this process started it */
  stop(): Promise<void>;
}

/** The name under which the open database is provided. */
export const DATABASE = Symbol('database');

/** Opens the database of the settings: the one named, or the embedded one of the data folder. */
export async function openDatabase(config: Config, log: (line: string) => void): Promise<Database> {
  if (config.databaseUrl)
    return { connection: { connectionString: config.databaseUrl }, lasting: true, stop: async () => {} };
  const server = await openEmbedded(config.dataDir, log);
  return { connection: server.connection, lasting: server.owner, stop: () => server.stop() };
}

/** TypeORM's settings for a database; entities are those the modules register. */
export function dataSourceOptions(connection: Connection, poolSize = 20): DataSourceOptions {
  const place =
    'connectionString' in connection
      ? { url: connection.connectionString }
      : {
          host: connection.host,
          port: connection.port,
          username: connection.user,
          database: connection.database,
          ssl: false,
        };
  return {
    type: 'postgres',
    ...place,
    applicationName: 'little-steps',
    poolSize,
    namingStrategy: new SnakeNaming(),
    migrations,
    migrationsTableName: 'migration',
  };
}

const SERVICE_LOCK = 7_350_002;

/**
 * Opens the database for a service. Of an embedded one it is the only service, while commands may work beside it;
 * where a command started the server, the service waits until that has ended, and starts it anew.
 * @throws Conflict when another service runs on the data folder
 */
export async function openForService(config: Config, log: (line: string) => void): Promise<Database> {
  for (let told = false; ; told = true) {
    const database = await openDatabase(config, log);
    if (config.databaseUrl) return database;
    const release = await claim(database.connection, config.dataDir);
    if (database.lasting) return { ...database, stop: () => release().then(() => database.stop()) };
    if (!told) log('waiting for a command on this data folder to end');
    await release();
    await sleep(500);
  }
}

/** Held by a session of its own, the claim ends with it. */
async function claim(connection: Connection, dataDir: string): Promise<() => Promise<void>> {
  const session = new DataSource(dataSourceOptions(connection, 1));
  await session.initialize();
  const [{ got }] = await session.query<[{ got: boolean }]>('select pg_try_advisory_lock($1) as got', [SERVICE_LOCK]);
  if (got) return () => session.destroy();
  await session.destroy();
  throw new Conflict(`another service is running on ${dataDir}; stop it first, or choose another DATA_DIR`);
}
