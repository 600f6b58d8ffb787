import type { DataSource } from 'typeorm';
import type { BounceClass } from '../../mail/bounces/decide.js';

/** Something that was heard of mail to an address. */
export interface Heard {
  at: Date;
  /** who told: `smtp`, `mailbox`, or a provider's name */
  source: string;
  class: BounceClass;
  matched: string;
  status: string | null;
  /** without addresses */
  said: string | null;
}

/** What was heard of mail to one address, newest first. @param mark the keyed hash of the address, in hexadecimal */
export function heardOf(dataSource: DataSource, mark: string, most: number): Promise<Heard[]> {
  return dataSource.query<Heard[]>(
    `select at, source, class, matched, status, said from mail_event where address_hash = $1 order by id desc limit $2`,
    [Buffer.from(mark, 'hex'), most],
  );
}
