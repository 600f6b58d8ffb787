import { DataSource } from 'typeorm';
import { readConfig } from '../config.js';
import { dataSourceOptions, openDatabase } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { printJson, say } from './with-app.js';

/** `migrate`: brings the tables up to date, or takes the newest migration back. */
export async function migrateCommand({ down, json }: { down?: boolean; json?: boolean }): Promise<void> {
  const database = await openDatabase(readConfig(), say);
  const dataSource = new DataSource(dataSourceOptions(database.connection, 2));
  try {
    await dataSource.initialize();
    if (down) await dataSource.undoLastMigration();
    const ran = down ? [] : await migrate(dataSource);
    if (json) printJson({ ran, ...(down && { takenBack: 1 }) });
    else
      say(
        down
          ? 'The newest migration is taken back.'
          : ran.length
            ? `Migrated: ${ran.join(', ')}`
            : 'The tables are up to date.',
      );
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.stop();
  }
}
