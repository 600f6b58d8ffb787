import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What somebody typed into the sign-up form, kept until the owner of the address confirms it or a week has gone. */
@Entity()
export class SignUp {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('text')
  address: string;

  @Column('text')
  addressKey: string;

  @Column('text')
  name: string;

  @Column('text')
  organisation: string;

  @Column('text')
  sector: string;

  @Column('text')
  size: string;

  @Column('text')
  nation: string;

  @Column('boolean')
  emergingTechnology: boolean;

  @Column('smallint')
  weekday: number;

  @Column('time')
  time: string;

  @Column('text')
  zone: string;

  @Column('text')
  termsVersion: string;

  @Column('text')
  privacyVersion: string;

  @Column('timestamptz')
  acceptedAt: Date;

  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;
}
