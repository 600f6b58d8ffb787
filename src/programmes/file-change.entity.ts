import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { LessonContent } from './lesson-file.js';
import { Step } from './step.entity.js';

/** A lesson whose file changed while what is sent was written in the browser. It waits until somebody chooses. */
@Entity()
export class FileChange {
  @PrimaryColumn('bigint')
  stepId: string;

  @OneToOne(() => Step)
  @JoinColumn()
  step: Step;

  @Column('jsonb')
  content: LessonContent;

  @Column('text')
  contentHash: string;

  @Column('timestamptz')
  seenAt: Date;
}
