import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Coordinators and admins: accounts, sign-in, who coordinates what, and the audit; the slot an organisation starts its people at. */
export class Staff20261122100000 implements MigrationInterface {
  name = 'Staff20261122100000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- better-auth's own tables, in our spelling of names; a test holds them against what better-auth expects
      create table staff_user (
        id uuid primary key default gen_random_uuid(),
        name text not null,
        email text not null unique,
        email_verified boolean not null,
        image text,
        created_at timestamptz not null default current_timestamp,
        updated_at timestamptz not null default current_timestamp,
        -- the rest is ours
        role text not null check (role in ('admin', 'coordinator')),
        signed_in_at timestamptz,
        ended_at timestamptz
      );
      create table staff_session (
        id uuid primary key default gen_random_uuid(),
        expires_at timestamptz not null,
        token text not null unique,
        created_at timestamptz not null default current_timestamp,
        updated_at timestamptz not null,
        ip_address text,
        user_agent text,
        user_id uuid not null references staff_user on delete cascade
      );
      create index staff_session_user on staff_session (user_id);
      create table staff_account (
        id uuid primary key default gen_random_uuid(),
        account_id text not null,
        provider_id text not null,
        user_id uuid not null references staff_user on delete cascade,
        access_token text,
        refresh_token text,
        id_token text,
        access_token_expires_at timestamptz,
        refresh_token_expires_at timestamptz,
        scope text,
        password text,
        created_at timestamptz not null default current_timestamp,
        updated_at timestamptz not null
      );
      create index staff_account_user on staff_account (user_id);
      create table staff_verification (
        id uuid primary key default gen_random_uuid(),
        identifier text not null,
        value text not null,
        expires_at timestamptz not null,
        created_at timestamptz not null default current_timestamp,
        updated_at timestamptz not null default current_timestamp
      );
      create index staff_verification_identifier on staff_verification (identifier);
      create table passkey (
        id uuid primary key default gen_random_uuid(),
        name text,
        public_key text not null,
        user_id uuid not null references staff_user on delete cascade,
        credential_id text not null,
        counter integer not null,
        device_type text not null,
        backed_up boolean not null,
        transports text,
        created_at timestamptz,
        aaguid text
      );
      create index passkey_user on passkey (user_id);
      create index passkey_credential on passkey (credential_id);
      create table staff_rate_limit (
        id uuid primary key default gen_random_uuid(),
        key text not null unique,
        count integer not null,
        last_request bigint not null
      );

      -- one mail that lets somebody in; neither its link nor its code is kept. Real time
      create table sign_in (
        id bigint generated always as identity primary key,
        staff_user_id uuid references staff_user on delete cascade,
        invited boolean not null,
        tries smallint not null default 0,
        expires_at timestamptz not null
      );
      create index sign_in_expires_at on sign_in (expires_at);

      create table coordinator_of (
        staff_user_id uuid not null references staff_user on delete cascade,
        organisation_id bigint not null references organisation on delete cascade,
        primary key (staff_user_id, organisation_id)
      );
      create index coordinator_of_organisation on coordinator_of (organisation_id);

      -- the slot an organisation's new people start at; null: the centre's
      alter table organisation
        add column weekday smallint check (weekday between 1 and 7),
        add column time time check (time >= '07:00' and time < '20:00'),
        add column zone text,
        add constraint organisation_slot check (num_nulls(weekday, time, zone) in (0, 3));

      -- No references: what was done stays known when what it was done to is gone.
      create table audit (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        staff_user_id uuid,
        actor text not null,
        act text not null,
        organisation_id bigint,
        member_id bigint,
        detail jsonb not null default '{}'
      );
      create index audit_at on audit (at);
      create index audit_organisation on audit (organisation_id, id) where organisation_id is not null;

      -- Nobody changes an entry, and only what is a year older than the newest entry may be tidied away.
      create function audit_stays() returns trigger language plpgsql as $$
        begin
          if tg_op = 'DELETE' and old.at < (select max(at) from audit) - interval '1 year' then
            return old;
          end if;
          raise exception 'the audit cannot be changed' using errcode = 'insufficient_privilege';
        end
      $$;
      create trigger audit_stays before update or delete on audit for each row execute function audit_stays();
      create trigger audit_is_not_emptied before truncate on audit for each statement execute function audit_stays();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table audit;
      drop function audit_stays;
      alter table organisation drop constraint organisation_slot, drop column weekday, drop column time, drop column zone;
      drop table coordinator_of, sign_in, staff_rate_limit, passkey, staff_verification, staff_account, staff_session, staff_user;
    `);
  }
}
