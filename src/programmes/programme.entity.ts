import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A series of lessons, one a week. What is written here is what its file says, but for the order of its steps. */
@Entity()
export class Programme {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('text')
  slug: string;

  @Column('text')
  title: string;

  @Column('text')
  summary: string;

  /** what makes a step complete */
  @Column('text')
  rule: 'answers' | 'action' | 'both';

  /** how members come to it: by asking, by taking an offer, or by themselves */
  @Column('text')
  entry: 'asked' | 'offered' | 'everyone';

  /** of several that wait the lowest goes first; equals alternate */
  @Column('smallint')
  rank: number;

  /** whose members it is for; null: any sector's */
  @Column('text', { array: true, nullable: true })
  sectors: string[] | null;

  /** true: only for organisations in emerging technology */
  @Column('boolean', { nullable: true })
  emergingTechnology: boolean | null;

  /** the slug of a programme that has to have come as far as `afterPosition` */
  @Column('text', { nullable: true })
  afterProgramme: string | null;

  @Column('smallint', { nullable: true })
  afterPosition: number | null;

  /** the last mail's own words, in Markdown */
  @Column('text', { nullable: true })
  closing: string | null;

  /** since when the order of the steps is staff's and not the files' any more */
  @Column('timestamptz', { nullable: true })
  orderKeptAt: Date | null;
}
