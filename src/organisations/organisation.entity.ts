import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * How people whom a coordinator enrols start. `invite`: when they say yes. `notice`: they are told, and start at the next
 * slot a day later unless they say no.
 */
export type Joining = 'invite' | 'notice';

/** A small business whose people take part. */
@Entity()
export class Organisation {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  sector: string | null;

  @Column('text', { nullable: true })
  size: string | null;

  @Column('text', { nullable: true })
  nation: string | null;

  @Column('boolean')
  emergingTechnology: boolean;

  @Column('timestamptz')
  createdAt: Date;

  /** the weekly slot its new people start at, all three or none; null: the centre's */
  @Column('smallint', { nullable: true })
  weekday: number | null;

  /** wall time, `HH:MM:SS` */
  @Column('time', { nullable: true })
  time: string | null;

  @Column('text', { nullable: true })
  zone: string | null;

  @Column('text', { default: 'invite' })
  joining: Joining;

  /** from then on its people get nothing more, and nothing of it is changed; it cannot begin again */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  /** the organisation its people and coordinators went to; what is left is a name in the audit */
  @Column('bigint', { nullable: true })
  mergedInto: string | null;
}
