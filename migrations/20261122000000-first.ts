import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Everything the weekly lesson needs: the centre, people, programmes, who takes what, mail and answers. */
export class First20261122000000 implements MigrationInterface {
  name = 'First20261122000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table clock_origin (
        id smallint primary key default 1 check (id = 1),
        simulated timestamptz not null,
        real timestamptz not null,
        speed double precision not null
      );
      -- roots of what must never change: unsubscribe tokens and suppression hashes
      create table lasting_secret (
        id smallint primary key default 1 check (id = 1),
        secret bytea not null
      );
      create table rate_limit (
        key varchar(255) primary key,
        points integer not null default 0,
        expire bigint
      );

      create table centre (
        id smallint primary key default 1 check (id = 1),
        name text not null,
        programme_name text not null,
        postal_address text not null,
        email text not null,
        website text,
        book_a_chat_url text,
        accent text not null,
        weekday smallint not null check (weekday between 1 and 7),
        time time not null,
        zone text not null,
        terms_version text not null,
        privacy_version text not null
      );
      create table contact (
        key text not null,
        nation text not null,
        name text not null,
        phone text,
        url text,
        address text,
        note text,
        checked_on date not null,
        primary key (key, nation)
      );

      create table organisation (
        id bigint generated always as identity primary key,
        name text not null,
        sector text,
        size text,
        nation text,
        emerging_technology boolean not null default false,
        created_at timestamptz not null
      );
      create index organisation_name on organisation (lower(name));

      create table sign_up (
        id bigint generated always as identity primary key,
        address text not null,
        address_key text not null,
        name text not null,
        organisation text not null,
        sector text not null,
        size text not null,
        nation text not null,
        emerging_technology boolean not null,
        weekday smallint not null check (weekday between 1 and 7),
        time time not null,
        zone text not null,
        terms_version text not null,
        privacy_version text not null,
        accepted_at timestamptz not null,
        confirmed_at timestamptz
      );
      create index sign_up_address on sign_up (address_key);
      create index sign_up_accepted_at on sign_up (accepted_at);

      create table member (
        id bigint generated always as identity primary key,
        organisation_id bigint not null references organisation,
        address text,
        address_key text,
        address_hash bytea not null unique,
        name text not null,
        origin text not null check (origin in ('sign-up', 'roster')),
        created_at timestamptz not null,
        confirmed_at timestamptz,
        terms_version text,
        privacy_version text,
        terms_accepted_at timestamptz,
        erased_at timestamptz
      );
      create index member_organisation on member (organisation_id);

      create table programme (
        id bigint generated always as identity primary key,
        slug text not null unique,
        title text not null,
        summary text not null,
        rule text not null check (rule in ('answers', 'action', 'both')),
        entry text not null check (entry in ('asked', 'offered', 'everyone')),
        rank smallint not null,
        sectors text[],
        emerging_technology boolean,
        after_programme text,
        after_position smallint,
        closing text
      );
      create table step (
        id bigint generated always as identity primary key,
        programme_id bigint not null references programme,
        slug text not null,
        position smallint not null,
        sectors text[],
        revision_id bigint,
        retired_at timestamptz,
        unique (programme_id, slug)
      );
      create table revision (
        id bigint generated always as identity primary key,
        step_id bigint not null references step,
        number integer not null,
        content jsonb not null,
        content_hash text not null,
        page_html text not null,
        mail_html text not null,
        mail_text text not null,
        look_hash text not null,
        published_at timestamptz not null,
        unique (step_id, number)
      );
      alter table step add foreign key (revision_id) references revision;

      create table cadence (
        member_id bigint primary key references member on delete cascade,
        weekday smallint not null check (weekday between 1 and 7),
        time time not null check (time >= '07:00' and time < '20:00'),
        zone text not null,
        next_due_at timestamptz,
        last_due_at timestamptz,
        paused_until timestamptz
      );
      create index cadence_next_due_at on cadence (next_due_at) where next_due_at is not null;

      create table enrolment (
        id bigint generated always as identity primary key,
        member_id bigint not null references member on delete cascade,
        programme_id bigint not null references programme,
        state text not null check (state in ('invited', 'active', 'finished', 'withdrawn')),
        created_at timestamptz not null,
        started_at timestamptz,
        finished_at timestamptz,
        last_planned_at timestamptz
      );
      create unique index enrolment_one_live on enrolment (member_id, programme_id) where state in ('invited', 'active');
      create index enrolment_member on enrolment (member_id);

      create table delivery (
        id bigint generated always as identity primary key,
        kind text not null,
        subject_id bigint not null,
        part_id bigint not null default 0,
        round smallint not null default 0,
        content_id bigint,
        recipient_id bigint not null,
        address_hash bytea not null,
        urgent boolean not null,
        code bigint not null default ('x' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12))::bit(48)::bigint,
        zone text,
        due_at timestamptz not null,
        expires_at timestamptz not null,
        next_try_at timestamptz not null,
        state text not null default 'planned' check (state in
          ('planned', 'sending', 'sent', 'deferred', 'refused', 'unconfirmed', 'bounced', 'expired', 'cancelled')),
        attempts smallint not null default 0,
        batch_id uuid,
        claim_id uuid,
        message_id text,
        sent_at timestamptz,
        reply text,
        unique (kind, subject_id, part_id, round)
      );
      create index delivery_waiting on delivery (next_try_at) where batch_id is null and state in ('planned', 'deferred');
      create index delivery_batch on delivery (batch_id) where batch_id is not null and state in ('planned', 'deferred', 'sending');
      create index delivery_code on delivery (code);
      create index delivery_recipient on delivery (recipient_id, kind, due_at);
      create index delivery_address on delivery (address_hash);

      create table suppression (
        address_hash bytea not null,
        reason text not null check (reason in ('unsubscribed', 'bounced', 'complained', 'erased', 'staff')),
        note text,
        since timestamptz not null,
        primary key (address_hash, reason)
      );

      create table answer (
        id bigint generated always as identity primary key,
        delivery_id bigint not null references delivery,
        enrolment_id bigint not null references enrolment on delete cascade,
        member_id bigint not null,
        step_id bigint not null references step,
        revision_id bigint not null references revision,
        question_id text not null,
        look_back boolean not null,
        chosen smallint[] not null,
        correct boolean not null,
        answered_at timestamptz not null
      );
      create index answer_delivery on answer (delivery_id);
      create index answer_member on answer (member_id, answered_at);

      create table outcome (
        enrolment_id bigint not null references enrolment on delete cascade,
        step_id bigint not null references step,
        outcome text not null check (outcome in ('done', 'not-for-us', 'later')),
        remind_on date,
        at timestamptz not null,
        primary key (enrolment_id, step_id)
      );
      create table completion (
        enrolment_id bigint not null references enrolment on delete cascade,
        step_id bigint not null references step,
        completed_at timestamptz not null,
        primary key (enrolment_id, step_id)
      );

      -- The first slot of a weekly cadence after an instant: calendar arithmetic in the cadence's own zone. One
      -- expression, which PostgreSQL writes into the statement: as a call it would cost ten times as much.
      create function next_slot(weekday integer, at time, zone text, after timestamptz) returns timestamptz
      language sql stable parallel safe as $$
        select case
          when ((after at time zone zone)::date + (weekday - extract(isodow from after at time zone zone)::int + 7) % 7 + at) at time zone zone > after
          then ((after at time zone zone)::date + (weekday - extract(isodow from after at time zone zone)::int + 7) % 7 + at) at time zone zone
          else ((after at time zone zone)::date + (weekday - extract(isodow from after at time zone zone)::int + 7) % 7 + 7 + at) at time zone zone
        end
      $$;

      -- An instant, or the next 07:00 where it falls into the night (20:00 to 07:00) of a zone; without a zone there is no night.
      create function sending_hours(instant timestamptz, zone text) returns timestamptz
      language sql stable parallel safe as $$
        select case
          when zone is null or (instant at time zone zone)::time >= '07:00' and (instant at time zone zone)::time < '20:00' then instant
          else ((instant at time zone zone)::date
                + case when (instant at time zone zone)::time < '07:00' then 0 else 1 end + time '07:00') at time zone zone
        end
      $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function next_slot, sending_hours;
      drop table completion, outcome, answer, suppression, delivery, enrolment, cadence;
      alter table step drop constraint step_revision_id_fkey;
      drop table revision, step, programme, member, sign_up, organisation, contact, centre, rate_limit, lasting_secret, clock_origin;
    `);
  }
}
