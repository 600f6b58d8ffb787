import type { EntityManager } from 'typeorm';
import { forgetDomainsOf } from './forgetting-domains.js';

/**
 * Forgets people whom staff take out, in one statement each for all of them: name and address go, what is counted without a
 * name stays, and no mail that waits goes any more. Nobody is suppressed by it: whoever was stays so by the keyed hash
 * alone, and others may be added again. What people are enrolled in is for the caller to end.
 */
export async function removeMembers(db: EntityManager, memberIds: string[], now: Date): Promise<void> {
  await forgetDomainsOf(db, memberIds);
  await db.query(
    'delete from sign_up u using member m where m.id = any($1::bigint[]) and u.address_key = m.address_key',
    [memberIds],
  );
  await db.query(
    `update roster_row r set address = '', key = '', name = '', hash = null from member m
     where m.id = any($1::bigint[]) and r.hash = m.address_hash`,
    [memberIds],
  );
  await db.query(FORGET, [memberIds, now]);
}

/** A suppression keeps the hash of an address; nothing of the member may lead to it. */
const FORGET = `
  with gone as (
    select id, address_hash as known, sha256(convert_to(gen_random_uuid()::text, 'utf8')) as random
    from member where id = any($1::bigint[]) and erased_at is null for update
  ), mail as (
    update delivery d set address_hash = gone.random,
      state = case when d.state in ('planned', 'deferred') and d.batch_id is null then 'cancelled' else d.state end
    from gone where d.address_hash = gone.known
  ), earlier as (
    -- to another address that was theirs before
    update delivery d set address_hash = gone.random
    from gone where d.recipient_id = gone.id and d.kind in ('lesson', 'invitation', 'notice') and d.address_hash <> gone.known
  ), heard as (
    update mail_event v set address_hash = null from gone where v.address_hash = gone.known
  )
  update member m set name = '', address = null, address_key = null, address_hash = gone.random, erased_at = $2
  from gone where m.id = gone.id`;
