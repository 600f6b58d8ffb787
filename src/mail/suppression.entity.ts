import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why an address gets no more mail of a subscription. */
export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained' | 'erased' | 'staff';

/** One reason why an address gets no more mail of a subscription; there may be several. Only its keyed hash is kept. */
@Entity()
export class Suppression {
  @PrimaryColumn('bytea')
  addressHash: Buffer;

  @PrimaryColumn('text')
  reason: SuppressionReason;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('timestamptz')
  since: Date;
}
