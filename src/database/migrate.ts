import type { DataSource } from 'typeorm';
import { MailEvents20261122090000 } from '../../migrations/20261122090000-mail-events.js';
import { Figures20261122110300 } from '../../migrations/20261122110300-figures.js';
import { First20261122000000 } from '../../migrations/20261122000000-first.js';
import { Staff20261122100000 } from '../../migrations/20261122100000-staff.js';
import { Pace20261122110800 } from '../../migrations/20261122110800-pace.js';
import { People20261122110000 } from '../../migrations/20261122110000-people.js';
import { RosterImports20261122110100 } from '../../migrations/20261122110100-roster-imports.js';
import { Digest20261122110200 } from '../../migrations/20261122110200-digest.js';
import { Drafts20261122110400 } from '../../migrations/20261122110400-drafts.js';
import { Alerts20261122110500 } from '../../migrations/20261122110500-alerts.js';
import { CentreSettings20261122110600 } from '../../migrations/20261122110600-centre-settings.js';
import { OrganisationEnd20261122110700 } from '../../migrations/20261122110700-organisation-end.js';

/** Every migration, oldest first. */
export const migrations = [
  First20261122000000,
  MailEvents20261122090000,
  Staff20261122100000,
  People20261122110000,
  RosterImports20261122110100,
  Digest20261122110200,
  Figures20261122110300,
  Drafts20261122110400,
  Alerts20261122110500,
  CentreSettings20261122110600,
  OrganisationEnd20261122110700,
  Pace20261122110800,
];

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
