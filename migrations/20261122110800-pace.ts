import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Relays and the breaker of each, the pace at which mail goes, and what was sent: counted as it is sent, never by reading all deliveries. */
export class Pace20261122110800 implements MigrationInterface {
  name = 'Pace20261122110800';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table relay (
        id smallint generated always as identity primary key,
        -- host and port
        name text not null unique,
        -- hand-overs in a row that came to nothing through the relay's fault
        failures integer not null default 0,
        -- null: closed, mail goes this way
        opened_at timestamptz,
        reason text check (reason in ('ill', 'ours')),
        said text,
        -- how often in a row it was opened
        times_opened integer not null default 0,
        probe_at timestamptz,
        -- who may try with one mail; real time
        lease_id uuid,
        lease_until timestamptz,
        closed_at timestamptz
      );

      create table relay_minute (
        relay_id smallint not null references relay,
        minute timestamptz not null,
        sent integer not null default 0,
        deferred integer not null default 0,
        refused integer not null default 0,
        unconfirmed integer not null default 0,
        primary key (relay_id, minute)
      );
      create index relay_minute_minute on relay_minute (minute);

      -- how much a From domain sent on which day (UTC): what a new domain warms up by
      create table relay_day (
        relay_id smallint not null references relay,
        domain text not null,
        day date not null,
        mails integer not null,
        primary key (relay_id, domain, day)
      );

      -- what became of mail to a recipients' domain; kept for a month
      create table domain_day (
        day date not null,
        domain text not null,
        sent integer not null default 0,
        deferred integer not null default 0,
        refused integer not null default 0,
        unconfirmed integer not null default 0,
        primary key (day, domain)
      );

      -- since the beginning, by kind and by how a hand-over ended
      create table mail_count (
        kind text not null,
        state text not null,
        mails bigint not null,
        primary key (kind, state)
      );

      -- when the next mail to a domain may go; the domain '' is the relay as a whole
      create table send_pace (
        relay_id smallint not null references relay,
        domain text not null,
        next_at timestamptz not null,
        -- mails a minute that were left when it was last told to be slower
        slowed_to integer,
        slowed_at timestamptz,
        primary key (relay_id, domain)
      );

      alter table delivery
        add column relay_id smallint,
        -- its moment in the pace of its domain is reserved: next_try_at
        add column reserved boolean not null default false,
        -- unconfirmed, and staff said to leave it at that
        add column let_be_at timestamptz;
      create index member_domain on member (split_part(address_key, '@', 2)) where address_key is not null;
      create index delivery_deferred on delivery (next_try_at, id) where state = 'deferred';
      create index delivery_trouble on delivery (state, due_at, id) where state in ('refused', 'bounced', 'unconfirmed', 'expired');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop index delivery_trouble, delivery_deferred, member_domain;
      alter table delivery drop column let_be_at, drop column reserved, drop column relay_id;
      drop table send_pace, mail_count, domain_day, relay_day, relay_minute, relay;
    `);
  }
}
