import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Months after which answers are kept as totals only. */
export const ANSWER_MONTHS = 13;

/** One posted answer to one question. Every try is kept; figures count first tries. */
@Entity()
export class Answer {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  /** the lesson it was asked in; of a look-back question a later one than its own */
  @Column('bigint')
  deliveryId: string;

  @Column('bigint')
  enrolmentId: string;

  @Column('bigint')
  memberId: string;

  /** the step the question belongs to */
  @Column('bigint')
  stepId: string;

  @Column('bigint')
  revisionId: string;

  /** the question's id within its lesson */
  @Column('text')
  questionId: string;

  @Column('boolean')
  lookBack: boolean;

  /** the chosen choices' places, from 0 */
  @Column('smallint', { array: true })
  chosen: number[];

  @Column('boolean')
  correct: boolean;

  @Column('timestamptz')
  answeredAt: Date;
}
