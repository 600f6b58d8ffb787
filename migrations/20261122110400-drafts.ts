import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lessons edited in the browser: drafts, where a lesson's words come from, and what changed in the files meanwhile. */
export class Drafts20261122110400 implements MigrationInterface {
  name = 'Drafts20261122110400';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table step
        -- where the words that are sent now come from
        add column origin text not null default 'file' check (origin in ('file', 'browser')),
        -- of the file's content as it was last taken or declined; null: there is no file
        add column file_hash text;
      update step set file_hash = (select content_hash from revision where revision.id = step.revision_id)
        where retired_at is null;
      -- since when the order of the steps is not the files' any more
      alter table programme add column order_kept_at timestamptz;
      -- the address of who published it in the browser; null: it comes from a file
      alter table revision add column published_by text;

      create sequence draft_version;
      -- a lesson as somebody has it in hand, with or without faults; one for each step
      create table draft (
        step_id bigint primary key references step,
        -- as its file would be
        text text not null,
        -- another with each save, and never the same again, so that nobody overwrites what they have not seen
        version bigint not null default nextval('draft_version'),
        -- what was published when it was saved; null: nothing
        revision_id bigint references revision,
        edited_by text not null,
        edited_at timestamptz not null,
        -- domain time
        publish_at timestamptz
      );
      create index draft_publish_at on draft (publish_at) where publish_at is not null;

      -- a lesson whose file changed while what is sent was written in the browser: it waits for somebody to choose
      create table file_change (
        step_id bigint primary key references step,
        content jsonb not null,
        content_hash text not null,
        seen_at timestamptz not null
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table file_change, draft;
      drop sequence draft_version;
      alter table revision drop column published_by;
      alter table programme drop column order_kept_at;
      alter table step drop column origin, drop column file_hash;
    `);
  }
}
