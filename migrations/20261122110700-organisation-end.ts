import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organisations that have ended, or went into another. */
export class OrganisationEnd20261122110700 implements MigrationInterface {
  name = 'OrganisationEnd20261122110700';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table organisation
        add column ended_at timestamptz,
        add column merged_into bigint references organisation,
        add constraint organisation_once check (num_nonnulls(ended_at, merged_into) < 2);
      create index organisation_merged on organisation (merged_into) where merged_into is not null;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table organisation drop constraint organisation_once, drop column merged_into, drop column ended_at;
    `);
  }
}
