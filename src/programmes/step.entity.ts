import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Programme } from './programme.entity.js';

/** One week of a programme. It is told by programme and slug; its position may change. */
@Entity()
export class Step {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @ManyToOne(() => Programme, { nullable: false })
  @JoinColumn()
  programme: Programme;

  @Column('bigint')
  programmeId: string;

  @Column('text')
  slug: string;

  /** from 1 */
  @Column('smallint')
  position: number;

  /** whose members it is for; null: everyone in the programme */
  @Column('text', { array: true, nullable: true })
  sectors: string[] | null;

  /** the revision that is sent now; it refers back, so no relation */
  @Column('bigint', { nullable: true })
  revisionId: string | null;

  /** where the words that are sent now come from */
  @Column('text', { default: 'file' })
  origin: 'file' | 'browser';

  /** of the file's content as it was last taken or declined; null: there is no file */
  @Column('text', { nullable: true })
  fileHash: string | null;

  /** since when it is not sent any more */
  @Column('timestamptz', { nullable: true })
  retiredAt: Date | null;
}
