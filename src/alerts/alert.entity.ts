import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** draft: may be changed. scheduled: waits for its time. planning: its deliveries are being written. planned: all are. */
export type AlertState = 'draft' | 'scheduled' | 'planning' | 'planned' | 'stopped';

/** A one-off warning to a chosen audience. */
@Entity()
export class Alert {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('text')
  title: string;

  /** Markdown, by the rules for lessons */
  @Column('text')
  body: string;

  /** the one thing to do */
  @Column('text')
  action: string;

  /** of the audience, as are the next three; null: any */
  @Column('text', { nullable: true })
  sector: string | null;

  @Column('text', { nullable: true })
  nation: string | null;

  @Column('text', { nullable: true })
  size: string | null;

  @Column('bigint', { nullable: true })
  programmeId: string | null;

  /** the last day on which the public page shows it, `yyyy-mm-dd`; null: two weeks from sending */
  @Column('date', { nullable: true })
  currentUntil: string | null;

  @Column('text', { default: 'draft' })
  state: AlertState;

  /** one more with each change */
  @Column('integer', { default: 1 })
  version: number;

  /** the account of who wrote or last changed it */
  @Column('uuid')
  writtenBy: string;

  /** and its address */
  @Column('text')
  writer: string;

  @Column('timestamptz')
  changedAt: Date;

  @Column('uuid', { nullable: true })
  approvedBy: string | null;

  @Column('text', { nullable: true })
  approver: string | null;

  @Column('timestamptz', { nullable: true })
  approvedAt: Date | null;

  /** when it is to go */
  @Column('timestamptz', { nullable: true })
  sendAt: Date | null;

  /** when it began to go */
  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  stoppedAt: Date | null;
}
