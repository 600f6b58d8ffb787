import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What became of a step's action, in the member's own words. */
export type OutcomeKind = 'done' | 'not-for-us' | 'later';

@Entity()
export class Outcome {
  @PrimaryColumn('bigint')
  enrolmentId: string;

  @PrimaryColumn('bigint')
  stepId: string;

  @Column('text')
  outcome: OutcomeKind;

  /** of `later`: the day to remind on, `yyyy-mm-dd` */
  @Column('date', { nullable: true })
  remindOn: string | null;

  @Column('timestamptz')
  at: Date;
}
