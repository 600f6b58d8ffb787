import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { Step } from './step.entity.js';

/** A lesson as somebody has it in hand in the browser, with or without faults. One for each step. */
@Entity()
export class Draft {
  @PrimaryColumn('bigint')
  stepId: string;

  @OneToOne(() => Step)
  @JoinColumn()
  step: Step;

  /** as its file would be; jsonb would put the systems of `how` in an order of its own */
  @Column('text')
  text: string;

  /** another with each save, and never the same again, so that nobody overwrites what they have not seen */
  @Column('bigint')
  version: string;

  /** the revision that was published when it was saved */
  @Column('bigint', { nullable: true })
  revisionId: string | null;

  /** the address of who saved it last */
  @Column('text')
  editedBy: string;

  @Column('timestamptz')
  editedAt: Date;

  /** domain time at which it is to be published */
  @Column('timestamptz', { nullable: true })
  publishAt: Date | null;
}
