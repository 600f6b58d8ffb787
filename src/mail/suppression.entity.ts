import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why an address gets no more mail of a subscription. */
export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained' | 'erased' | 'staff';

/** An address that gets no more mail of a subscription; only its keyed hash is kept. */
@Entity()
export class Suppression {
  @PrimaryColumn('bytea')
  addressHash: Buffer;

  @Column('text')
  reason: SuppressionReason;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('timestamptz')
  since: Date;
}
