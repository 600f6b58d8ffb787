import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What became of a mail; `unconfirmed`: nobody can know whether the relay took it. */
export type DeliveryState =
  'planned' | 'sending' | 'sent' | 'deferred' | 'refused' | 'unconfirmed' | 'bounced' | 'expired' | 'cancelled';

/** One mail to one person, unique by kind, subject, part and round. The row is the truth; jobs only point at it. */
@Entity()
export class Delivery {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('text')
  kind: string;

  /** what the mail is about, by its kind: of a lesson the enrolment */
  @Column('bigint')
  subjectId: string;

  /** of a lesson the step */
  @Column('bigint')
  partId: string;

  /** sending anew on request is a new round */
  @Column('smallint')
  round: number;

  /** of a lesson the revision that was current when it was planned */
  @Column('bigint', { nullable: true })
  contentId: string | null;

  /** to whom, by its kind: mostly the member */
  @Column('bigint')
  recipientId: string;

  @Column('bytea')
  addressHash: Buffer;

  /** somebody waits for it: a queue and a connection of its own */
  @Column('boolean')
  urgent: boolean;

  /** it goes before other mail of its queue */
  @Column('boolean', { default: false })
  ahead: boolean;

  /** 48 random bits: what a member may type instead of following a link */
  @Column('bigint')
  code: string;

  /** the recipient's zone, for the hours in which mail may go; null: at any hour */
  @Column('text', { nullable: true })
  zone: string | null;

  /** the slot it is for */
  @Column('timestamptz')
  dueAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz')
  nextTryAt: Date;

  @Column('text')
  state: DeliveryState;

  /** times it was claimed */
  @Column('smallint')
  attempts: number;

  @Column('uuid', { nullable: true })
  batchId: string | null;

  /** new with each claim; only its holder may settle the row */
  @Column('uuid', { nullable: true })
  claimId: string | null;

  @Column('text', { nullable: true })
  messageId: string | null;

  @Column('timestamptz', { nullable: true })
  sentAt: Date | null;

  /** the relay's last word, without addresses */
  @Column('text', { nullable: true })
  reply: string | null;

  /** which relay had it last */
  @Column('smallint', { nullable: true })
  relayId: number | null;

  /** its moment in the pace of its domain is reserved: `nextTryAt` */
  @Column('boolean')
  reserved: boolean;
}
