import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rest of a centre's settings: logo, the accent by night, the zones it offers first, weeks without sending. */
export class CentreSettings20261122110600 implements MigrationInterface {
  name = 'CentreSettings20261122110600';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Earlier ones stay until the logo is removed: mails under way and in mailboxes show theirs.
      create table logo (
        hash text primary key,
        type text not null check (type in ('image/png', 'image/jpeg', 'image/webp')),
        width smallint not null,
        height smallint not null,
        body bytea not null,
        since timestamptz not null
      );
      alter table centre
        add column accent_dark text,
        add column zones text[] not null default '{}',
        add column logo_hash text references logo;

      create table quiet_week (
        id bigint generated always as identity primary key,
        label text not null,
        first_day date not null,
        last_day date not null check (last_day >= first_day)
      );

      -- The first slot of a weekly cadence after an instant that is in no week without sending. Slower than next_slot:
      -- statements about many people ask next_slot first, and this only where that falls into such a week.
      create function sending_slot(weekday integer, wall time, zone text, after timestamptz) returns timestamptz
      language plpgsql stable parallel safe as $$
        declare
          slot timestamptz := next_slot(weekday, wall, zone, after);
          quiet date;
        begin
          loop
            select max(last_day) into quiet from quiet_week
            where (slot at time zone zone)::date between first_day and last_day;
            exit when quiet is null;
            slot := next_slot(weekday, wall, zone, (quiet + 1)::timestamp at time zone zone);
          end loop;
          return slot;
        end
      $$;

      create index audit_actor on audit (staff_user_id, id);
      create index audit_member on audit (member_id, id) where member_id is not null;
      create index suppression_since on suppression (since);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop index suppression_since, audit_member, audit_actor;
      drop function sending_slot;
      drop table quiet_week;
      alter table centre drop column accent_dark, drop column zones, drop column logo_hash;
      drop table logo;
    `);
  }
}
