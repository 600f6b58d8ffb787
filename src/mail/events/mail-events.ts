import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Suppressions } from '../suppressions.js';
import { decide, type BounceClass } from '../bounces/decide.js';

/** Something that was heard about our mail after it was handed over, or on handing it over. */
export interface MailEvent {
  /** who told: `smtp`, `mailbox`, or a provider's name */
  source: string;
  /** what the teller calls it: telling it twice is one event */
  sourceId: string;
  /** which delivery it is about, when that is known */
  deliveryId?: string | undefined;
  /** the address it is about, when the delivery is not known */
  addressHash?: Buffer | undefined;
  class: BounceClass;
  /** the rule that classified it */
  matched: string;
  /** enhanced status code */
  status?: string | undefined;
  /** what was said, without addresses */
  said?: string | undefined;
  /** domain time */
  at: Date;
}

/** Misses in a row after which an address that is only temporarily away counts as gone. */
const MISSES = 3;

/** The one place where what is heard about mail becomes a deed. */
@Injectable()
export class MailEvents {
  constructor(private readonly suppressions: Suppressions) {}

  /** Keeps an event and acts on it, within the caller's transaction. @returns false when it was known already */
  async record(db: EntityManager, event: MailEvent): Promise<boolean> {
    const action = decide(event.class);
    const { source, sourceId, deliveryId, addressHash, matched, status, said, at } = event;
    const [kept] = await db.query<[{ addressHash: Buffer | null }?]>(KEEP, [
      source,
      sourceId,
      deliveryId ?? null,
      addressHash ?? null,
      event.class,
      action,
      matched,
      status ?? null,
      said ?? null,
      at,
    ]);
    if (!kept) return false;
    if (deliveryId && ['address', 'soft', 'ours'].includes(event.class)) await db.query(BOUNCED, [deliveryId]);
    if (!kept.addressHash) return true;
    if (action === 'suppress')
      await this.suppressions.suppress(kept.addressHash, event.class === 'complaint' ? 'complained' : 'bounced', db);
    if (action === 'count' && (await missedInARow(db, kept.addressHash)))
      await this.suppressions.suppress(kept.addressHash, 'bounced', db);
    return true;
  }
}

/** Whether too many mails in a row were missed. */
async function missedInARow(db: EntityManager, addressHash: Buffer): Promise<boolean> {
  const [{ misses }] = await db.query<[{ misses: number }]>(MISSED, [addressHash]);
  return misses >= MISSES;
}

const KEEP = `
  insert into mail_event (source, source_id, delivery_id, address_hash, class, action, matched, status, said, at)
  values ($1, $2, $3, coalesce($4, (select address_hash from delivery where id = $3)), $5, $6, $7, $8, $9, $10)
  on conflict (source, source_id) do nothing
  returning address_hash as "addressHash"`;

/** A relay's 250 comes before every later bounce. */
const BOUNCED = `update delivery set state = 'bounced' where id = $1 and state in ('sent', 'unconfirmed')`;

/**
 * Mails to an address that were temporarily impossible after the last one that stayed sent. A mail is one miss, however
 * many reports tell of it; only one that was refused or ran out of tries may be planned again, and each time is one. Where
 * only the address is known, all that is told on a day is one.
 */
const MISSED = `
  select count(distinct (coalesce(e.delivery_id::text, 'on ' || (e.at at time zone 'UTC')::date),
    case e.source when 'smtp' then e.source_id end))::int as misses
  from mail_event e left join delivery d on d.id = e.delivery_id
  where e.address_hash = $1 and e.action = 'count'
    and case e.source when 'smtp' then e.at else coalesce(d.sent_at, e.at) end
      > coalesce((select max(sent_at) from delivery where address_hash = $1 and state = 'sent'), '-infinity')`;
