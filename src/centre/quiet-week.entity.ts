import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Days on which no lesson goes out, such as Christmas; by the clock of each member. */
@Entity()
export class QuietWeek {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('text')
  label: string;

  /** `yyyy-mm-dd` */
  @Column('date')
  firstDay: string;

  /** the last of them, `yyyy-mm-dd` */
  @Column('date')
  lastDay: string;
}
