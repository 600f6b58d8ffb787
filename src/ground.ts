import { DataSource } from 'typeorm';
import type { Ground } from './app.module.js';
import type { Config } from './config.js';
import { openClock } from './database/clock-origin.js';
import { dataSourceOptions, type Database } from './database/database.js';
import { migrate } from './database/migrate.js';

/** Brings an open database up to date and reads the time it goes by. */
export async function prepare(config: Config, database: Database): Promise<Ground & { migrated: string[] }> {
  const dataSource = new DataSource(dataSourceOptions(database.connection, 2));
  await dataSource.initialize();
  try {
    const migrated = await migrate(dataSource);
    return { config, database, clock: await openClock(config, dataSource), migrated };
  } finally {
    await dataSource.destroy();
  }
}
