import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Invited: waits for the member's yes. */
export type EnrolmentState = 'invited' | 'active' | 'finished' | 'withdrawn';

/** A member in a programme. Beginning again is a new enrolment. */
@Entity()
export class Enrolment {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('bigint')
  memberId: string;

  @Column('bigint')
  programmeId: string;

  @Column('text')
  state: EnrolmentState;

  @Column('timestamptz')
  createdAt: Date;

  /** when the last invitation was written; null: never invited */
  @Column('timestamptz', { nullable: true })
  invitedAt: Date | null;

  /** when the member was told of starting without being asked; null: never */
  @Column('timestamptz', { nullable: true })
  noticedAt: Date | null;

  /** who of the organisation enrolled the member, by name; null: nobody in particular, or the member */
  @Column('text', { nullable: true })
  enrolledBy: string | null;

  /** the first posted answer or outcome */
  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  /** when the slot came round that found no lesson left */
  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  /** when it last had its turn; programmes side by side take turns by it */
  @Column('timestamptz', { nullable: true })
  lastPlannedAt: Date | null;
}
