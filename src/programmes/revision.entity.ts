import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { LessonContent } from './lesson-file.js';
import { Step } from './step.entity.js';

/** A step's published content, which never changes; only its mail is compiled anew when the mails' look changes. */
@Entity()
export class Revision {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @ManyToOne(() => Step, { nullable: false })
  @JoinColumn()
  step: Step;

  @Column('bigint')
  stepId: string;

  /** from 1 within the step */
  @Column('integer')
  number: number;

  @Column('jsonb')
  content: LessonContent;

  @Column('text')
  contentHash: string;

  /** the body for the lesson's page, placeholders kept */
  @Column('text')
  pageHtml: string;

  /** phase 1 of the mail */
  @Column('text')
  mailHtml: string;

  @Column('text')
  mailText: string;

  /** the look that the mail was compiled under */
  @Column('text')
  lookHash: string;

  @Column('timestamptz')
  publishedAt: Date;

  /** the address of who published it in the browser; null: it comes from a file */
  @Column('text', { nullable: true })
  publishedBy: string | null;
}
