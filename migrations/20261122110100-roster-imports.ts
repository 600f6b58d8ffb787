import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rosters imported by coordinators: the file, its rows and what became of them; how an organisation's people start. */
export class RosterImports20261122110100 implements MigrationInterface {
  name = 'RosterImports20261122110100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table organisation add column joining text not null default 'invite' check (joining in ('invite', 'notice'));

      alter table enrolment
        add column invited_at timestamptz,
        add column noticed_at timestamptz,
        add column enrolled_by text;
      update enrolment set invited_at = created_at where state = 'invited';
      create index enrolment_invited_at on enrolment (invited_at) where state = 'invited';

      create table roster_import (
        id bigint generated always as identity primary key,
        organisation_id bigint not null references organisation on delete cascade,
        programme_id bigint not null references programme,
        file_name text not null,
        size integer not null,
        begun_by text not null,
        enrolled_by text,
        created_at timestamptz not null,
        state text not null check (state in ('uploaded', 'reading', 'ready', 'running', 'done', 'cancelled', 'undone')),
        layout jsonb,
        job_id uuid,
        read_bytes integer not null default 0,
        total integer not null default 0,
        last_row integer not null default 0,
        done integer not null default 0,
        done_row integer not null default 0,
        expected jsonb not null default '{}',
        result jsonb not null default '{}',
        ended_at timestamptz,
        undone jsonb
      );
      create index roster_import_organisation on roster_import (organisation_id, id);
      create index roster_import_open on roster_import (id) where state in ('reading', 'running');

      -- the file in pieces, so that reading it takes no memory for all of it; they go when all rows are read
      create table roster_piece (
        import_id bigint not null references roster_import on delete cascade,
        position integer not null,
        content bytea not null,
        primary key (import_id, position)
      );

      create table roster_row (
        import_id bigint not null references roster_import on delete cascade,
        "row" integer not null,
        address text not null default '',
        key text not null default '',
        name text not null default '',
        weekday smallint,
        time text,
        zone text,
        hash bytea,
        faults jsonb,
        expected text not null,
        outcome text,
        joined boolean not null default false,
        member_id bigint,
        primary key (import_id, "row")
      );
      create index roster_row_hash on roster_row (hash, import_id, "row") where hash is not null;
      create index roster_row_attention on roster_row (import_id, "row") where coalesce(outcome, expected) in ('changed', 'duplicate', 'refused', 'faulty');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table roster_row, roster_piece, roster_import;
      drop index enrolment_invited_at;
      alter table enrolment drop column invited_at, drop column noticed_at, drop column enrolled_by;
      alter table organisation drop column joining;
    `);
  }
}
