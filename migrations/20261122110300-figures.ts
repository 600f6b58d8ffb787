import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Totals for the figures of admins, made anew each night. An audience is `sector/size/nation`, `*` standing for all of
 * them and `-` for those not known. A week is its Monday, by the centre's clock. Answers older than 13 months are kept as
 * totals only: their weeks are not made anew.
 */
export class Figures20261122110300 implements MigrationInterface {
  name = 'Figures20261122110300';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table figures (
        id smallint primary key default 1 check (id = 1),
        made_at timestamptz not null,
        milliseconds integer not null,
        -- the first week whose answers are all still kept as such; null: nothing was tidied away yet
        answers_from date
      );
      create table people_total (
        audience text not null,
        week date not null,
        programme_id bigint not null, -- 0: whatever they take
        asked integer not null,
        confirmed integer not null,
        started integer not null,
        finished integer not null,
        joined integer not null,
        gone integer not null,
        organisations_joined integer not null,
        organisations_gone integer not null,
        primary key (audience, programme_id, week)
      );
      create table lesson_total (
        audience text not null,
        week date not null,
        programme_id bigint not null,
        state text not null,
        lessons integer not null,
        primary key (audience, week, programme_id, state)
      );
      create table step_total (
        audience text not null,
        week date not null,
        step_id bigint not null,
        mailed integer not null,
        complete integer not null,
        done integer not null,
        not_for_us integer not null,
        later integer not null,
        gone integer not null,
        primary key (audience, week, step_id)
      );
      create table question_total (
        audience text not null,
        week date not null,
        revision_id bigint not null,
        question_id text not null,
        people integer not null,
        correct integer not null,
        choice_0 integer not null,
        choice_1 integer not null,
        choice_2 integer not null,
        choice_3 integer not null,
        primary key (audience, week, revision_id, question_id)
      );
      create table look_back_total (
        audience text not null,
        week date not null,
        programme_id bigint not null,
        weeks_after smallint not null,
        knew boolean not null,
        answers integer not null,
        correct integer not null,
        people_right integer not null,
        people_wrong integer not null,
        primary key (audience, week, programme_id, weeks_after, knew)
      );
      -- sign-ups that nobody confirmed, once they are erased
      create table lapsed_sign_up (
        accepted_on date not null,
        sector text not null,
        size text not null,
        nation text not null,
        sign_ups integer not null,
        primary key (accepted_on, sector, size, nation)
      );
      create index answer_answered_at on answer (answered_at);

      -- the Monday of an instant's week, by the centre's clock
      create function week_of(at timestamptz, zone text) returns date
      language sql stable parallel safe as $$
        select date_trunc('week', at at time zone zone)::date
      $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function week_of;
      drop index answer_answered_at;
      drop table lapsed_sign_up, look_back_total, question_total, step_total, lesson_total, people_total, figures;
    `);
  }
}
