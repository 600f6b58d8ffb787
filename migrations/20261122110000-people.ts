import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff do with the people of an organisation: steps they waive, and acts on many that can be undone for a day. */
export class People20261122110000 implements MigrationInterface {
  name = 'People20261122110000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- a step that somebody need not take: neither mailed nor done
      create table waiver (
        enrolment_id bigint not null references enrolment on delete cascade,
        step_id bigint not null references step,
        reason text not null,
        at timestamptz not null,
        staff_user_id uuid references staff_user on delete set null,
        primary key (enrolment_id, step_id)
      );

      -- an act on people, from its preview to its undoing; kept for a day or so
      create table people_act (
        id bigint generated always as identity primary key,
        organisation_id bigint not null references organisation on delete cascade,
        wish jsonb not null,
        -- what the wish speaks of, as it was called then
        names jsonb not null,
        chosen_at timestamptz not null,
        done_at timestamptz,
        undone_at timestamptz,
        -- how many it was done for, why not for others (how many by the reason), and how many it was undone for
        touched integer,
        left_out jsonb,
        restored integer
      );
      create index people_act_chosen_at on people_act (chosen_at);
      create index people_act_organisation on people_act (organisation_id);
      -- whom it was chosen for; of those it touched, how they stood before and after, which is what undoing needs
      create table people_act_member (
        act_id bigint not null references people_act on delete cascade,
        member_id bigint not null references member on delete cascade,
        before jsonb,
        after jsonb,
        primary key (act_id, member_id)
      );
      create index people_act_member_member on people_act_member (member_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table people_act_member, people_act, waiver');
  }
}
