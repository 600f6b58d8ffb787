import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts: one-off warnings to a chosen audience, the wish to get none, and mail that goes before other mail. */
export class Alerts20261122110500 implements MigrationInterface {
  name = 'Alerts20261122110500';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table alert (
        id bigint generated always as identity primary key,
        title text not null,
        body text not null,
        action text not null,
        -- whom it is for: what is null says nothing; the rest must all be so
        sector text,
        nation text,
        size text,
        programme_id bigint references programme,
        -- how long the public page shows it, by the centre's calendar; null: two weeks from sending
        current_until date,
        state text not null default 'draft' check (state in ('draft', 'scheduled', 'planning', 'planned', 'stopped')),
        -- counts changes: an approval is for what was read
        version integer not null default 1,
        -- who wrote or last changed it; without references, as in the audit
        written_by uuid not null,
        writer text not null,
        changed_at timestamptz not null,
        approved_by uuid,
        approver text,
        approved_at timestamptz,
        send_at timestamptz,
        started_at timestamptz,
        -- members are planned in the order of their ids, so far up to this one
        planned_to bigint not null default 0,
        stopped_at timestamptz
      );
      create index alert_waiting on alert (send_at) where state in ('scheduled', 'planning');

      -- a test mail that somebody of staff asked for
      create table alert_test (
        id bigint generated always as identity primary key,
        alert_id bigint not null references alert on delete cascade,
        address text not null
      );
      create index alert_test_alert on alert_test (alert_id);

      -- since when the member wants no alerts; lessons are another matter
      alter table member add column alerts_off_at timestamptz;

      -- goes before other mail of its queue
      alter table delivery add column ahead boolean not null default false;
      create index delivery_ahead on delivery (next_try_at) where ahead and batch_id is null and state in ('planned', 'deferred');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table delivery drop column ahead;
      alter table member drop column alerts_off_at;
      drop table alert_test, alert;
    `);
  }
}
