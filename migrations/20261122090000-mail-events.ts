import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What relays, bounces and complaints tell of our mail, each once; and the breaker that all workers obey. */
export class MailEvents20261122090000 implements MigrationInterface {
  name = 'MailEvents20261122090000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table mail_event (
        id bigint generated always as identity primary key,
        source text not null,
        source_id text not null,
        delivery_id bigint,
        address_hash bytea,
        class text not null check (class in ('address', 'soft', 'ours', 'complaint', 'information', 'unknown')),
        action text not null check (action in ('suppress', 'count', 'alarm', 'nothing')),
        matched text not null,
        status text,
        said text,
        at timestamptz not null,
        unique (source, source_id)
      );
      create index mail_event_delivery on mail_event (delivery_id) where delivery_id is not null;
      create index mail_event_address on mail_event (address_hash) where address_hash is not null;
      create index mail_event_at on mail_event (at);
      create index delivery_message on delivery (message_id) where message_id is not null;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index delivery_message; drop table mail_event');
  }
}
