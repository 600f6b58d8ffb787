import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Organisation } from '../organisations/organisation.entity.js';

/** A person who takes part, or is invited to. Once erased, only the row without name and address is left. */
@Entity()
export class Member {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @ManyToOne(() => Organisation, { nullable: false })
  @JoinColumn()
  organisation: Organisation;

  @Column('bigint')
  organisationId: string;

  @Column('text', { nullable: true })
  address: string | null;

  /** the address in lower case: two spellings of one mailbox are one member */
  @Column('text', { nullable: true })
  addressKey: string | null;

  @Column('bytea')
  addressHash: Buffer;

  @Column('text')
  name: string;

  @Column('text')
  origin: 'sign-up' | 'roster';

  @Column('timestamptz')
  createdAt: Date;

  /** when the member agreed to lessons; null: invited */
  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  @Column('text', { nullable: true })
  termsVersion: string | null;

  @Column('text', { nullable: true })
  privacyVersion: string | null;

  @Column('timestamptz', { nullable: true })
  termsAcceptedAt: Date | null;

  /** since when the member wants no alerts; null: they come */
  @Column('timestamptz', { nullable: true })
  alertsOffAt: Date | null;

  @Column('timestamptz', { nullable: true })
  erasedAt: Date | null;
}
