import type { DataSource } from 'typeorm';
import { MailEvents20261122090000 } from '../../migrations/20261122090000-mail-events.js';
import { First20261122000000 } from '../../migrations/20261122000000-first.js';
import { Staff20261122100000 } from '../../migrations/20261122100000-staff.js';

/** Every migration, oldest first. */
export const migrations = [First20261122000000, MailEvents20261122090000, Staff20261122100000];

/** Only one process migrates at a time; the others wait for it. The number is ours alone. */
const MIGRATION_LOCK = 7_350_001;

/**
 * Brings the database's tables up to date.
 * @returns the names of the migrations that ran
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const session = dataSource.createQueryRunner();
  try {
    await session.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.map((migration) => migration.name);
  } finally {
    await session.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await session.release();
  }
}
