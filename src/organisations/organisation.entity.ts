import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

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
}
