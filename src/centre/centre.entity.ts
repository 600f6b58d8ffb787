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

  /** the accent colour of mails and of pages by day, `#rrggbb` */
  @Column('text')
  accent: string;

  /** the accent of pages by night; null: made from the other */
  @Column('text', { nullable: true })
  accentDark: string | null;

  /** what the logo's path ends in; null: none */
  @Column('text', { nullable: true })
  logoHash: string | null;

  /** default weekday of lessons, ISO: Monday is 1 */
  @Column('smallint')
  weekday: number;

  /** default wall time of lessons, `HH:MM:SS` */
  @Column('time')
  time: string;

  /** default IANA zone */
  @Column('text')
  zone: string;

  /** IANA zones that forms offer before all others */
  @Column('text', { array: true })
  zones: string[];

  /** day from which these terms hold; kept with every acceptance */
  @Column('text')
  termsVersion: string;

  @Column('text')
  privacyVersion: string;
}
