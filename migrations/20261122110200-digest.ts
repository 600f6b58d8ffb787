import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What coordinators do with progress: nudges, the mail on Mondays; and the key that stands for a member in exports without names. */
export class Digest20261122110200 implements MigrationInterface {
  name = 'Digest20261122110200';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- random, and the same in every export: nobody can reckon it from anything else
      alter table member add column export_key uuid not null default gen_random_uuid();

      -- how far organisations are on average, counted each night: it reads the lessons of everybody
      create table comparison (
        id smallint primary key default 1 check (id = 1),
        made_at timestamptz not null,
        milliseconds integer not null,
        organisations integer not null,
        -- shares of lessons done, by the week's Monday
        shares jsonb not null
      );

      -- the last nudge of a member, whoever sent it: one row each, so that a week has but one
      create table nudge (
        member_id bigint primary key references member on delete cascade,
        at timestamptz not null,
        staff_user_id uuid references staff_user on delete set null
      );

      -- a coordinator's mail of one week; the week is its Monday
      create table digest (
        id bigint generated always as identity primary key,
        staff_user_id uuid not null references staff_user on delete cascade,
        week date not null,
        unique (staff_user_id, week)
      );
      alter table staff_user add column digest boolean not null default true;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table staff_user drop column digest;
      drop table digest, nudge, comparison;
      alter table member drop column export_key;
    `);
  }
}
