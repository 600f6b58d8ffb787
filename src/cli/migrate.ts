import { DataSource } from 'typeorm';
import { readConfig } from '../config.js';
import { dataSourceOptions, openDatabase } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { printJson, say } from './with-app.js';

/** `migrate`: brings the tables up to date, or takes the newest migration back. */
export async function migrateCommand({ down, json }: { down?: boolean; json?: boolean }): Promise<void> {
  const database = await openDatabase(readConfig(), (line) => process.stderr.write(`${line}\n`));
  const dataSource = new DataSource(dataSourceOptions(database.connection, 2));
  try {
    await dataSource.initialize();
    const ran = down ? [] : await migrate(dataSource);
    const takenBack = down ? await takeBack(dataSource) : [];
    if (json) printJson({ ran, takenBack });
    else if (down)
      say(takenBack.length ? `Taken back: ${takenBack.join(', ')}` : 'There is no migration to take back.');
    else say(ran.length ? `Migrated: ${ran.join(', ')}` : 'The tables are up to date.');
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.stop();
  }
}

/** @returns the name of the migration that was taken back, if there was one */
async function takeBack(dataSource: DataSource): Promise<string[]> {
  const before = await names(dataSource);
  await dataSource.undoLastMigration();
  const left = await names(dataSource);
  return before.filter((name) => !left.includes(name));
}

async function names(dataSource: DataSource): Promise<string[]> {
  const table = await dataSource.query<[{ found: boolean }]>(`select to_regclass('migration') is not null as found`);
  if (!table[0].found) return [];
  return (await dataSource.query<{ name: string }[]>('select name from migration')).map((row) => row.name);
}
