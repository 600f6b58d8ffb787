import type { EntityManager } from 'typeorm';
import type { Address } from './address.js';

/** What decides whether staff may change somebody's address. */
export interface Addressed {
  /** whether its owner has said yes to lessons */
  agreed: boolean;
  /** why it is suppressed, if it is */
  reasons: string[];
  /** whether mail to it came back */
  bounced: boolean;
}

/**
 * Why staff may not change somebody's address, as a sentence; undefined: they may. An address whose owner reads the lessons
 * and agreed to them is not handed to somebody else; who left is not mailed elsewhere.
 */
export function whyKeepAddress({ agreed, reasons, bounced }: Addressed): string | undefined {
  if (reasons.some((reason) => reason !== 'bounced'))
    return 'This person gets no more mail and wanted it so, here or elsewhere: the address stays.';
  if (!agreed || bounced || reasons.includes('bounced')) return undefined;
  return 'Mail arrives at this address, and whoever reads it has said yes to lessons. For another address, add it as a new person, who is asked first, and remove this one.';
}

/**
 * Gives a member another address, whose owner has not said yes to anything: mail that waits for the old one is cancelled.
 * Within the caller's transaction, with the member's cadence held.
 * @param hash of the new address
 * @returns false when the address left, cannot be reached, or is a member's already; which, is not said
 */
export async function readdress(
  db: EntityManager,
  memberId: string,
  { address, key }: Address,
  hash: Buffer,
): Promise<boolean> {
  // Two that give the same address at once, and whoever confirms a sign-up with it, wait for one another.
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [hash.toString('hex')]);
  const taken: unknown[] = await db.query(TAKEN, [hash]);
  if (taken.length > 0) return false;
  await db.query('delete from sign_up using member m where m.id = $1 and sign_up.address_key = m.address_key', [
    memberId,
  ]);
  await db.query(
    `update member set address = $2, address_key = $3, address_hash = $4, confirmed_at = null where id = $1`,
    [memberId, address, key, hash],
  );
  await db.query(CANCEL, [memberId]);
  return true;
}

const TAKEN = `
  select from member where address_hash = $1 union all select from suppression where address_hash = $1`;

const CANCEL = `
  update delivery set state = 'cancelled'
  where recipient_id = $1 and kind in ('lesson', 'welcome', 'invitation', 'notice', 'reminder', 'nudge', 'closing')
    and batch_id is null and state in ('planned', 'deferred')`;
