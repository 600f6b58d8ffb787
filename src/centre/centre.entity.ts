import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who runs this service: one row. */
@Entity()
export class Centre {
  @PrimaryColumn('smallint')
  id: number;

  @Column('text')
  name: string;

  /** what members see the programme called */
  @Column('text')
  programmeName: string;

  @Column('text')
  postalAddress: string;

  @Column('text')
  email: string;

  @Column('text', { nullable: true })
  website: string | null;

  @Column('text', { nullable: true })
  bookAChatUrl: string | null;

  /** the one accent colour, `#rrggbb` */
  @Column('text')
  accent: string;

  /** default weekday of lessons, ISO: Monday is 1 */
  @Column('smallint')
  weekday: number;

  /** default wall time of lessons, `HH:MM:SS` */
  @Column('time')
  time: string;

  /** default IANA zone */
  @Column('text')
  zone: string;

  /** day from which these terms hold; kept with every acceptance */
  @Column('text')
  termsVersion: string;

  @Column('text')
  privacyVersion: string;
}
