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
}
