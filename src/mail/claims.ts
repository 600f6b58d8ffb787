import type { EntityManager } from 'typeorm';
import { prepared } from '../database/prepared.js';
import type { Delivery } from './delivery.entity.js';
import type { Settlement } from './settlement.js';

/** A run of a batch starts: what an earlier run was sending when it broke off, nobody knows the end of. */
export async function takeOver(db: EntityManager, batchId: string): Promise<void> {
  await db.query(
    `update delivery set state = 'unconfirmed', batch_id = null where batch_id = $1 and state = 'sending'`,
    [batchId],
  );
}

/** What is asked of a batch's rows. */
export interface Claim {
  /** new with each claim; each row's own claim id follows from it */
  id: string;
  batchId: string;
  /** how many rows at the most */
  room: number;
  /** the right side of Message-IDs, which are made once and kept */
  host: string;
}

/**
 * Writes down what became of earlier claims and claims the next rows of a batch, in one statement.
 * Settling needs the claim's own id: a row that another worker gave up as unconfirmed may still be corrected by its own.
 */
export async function settleAndClaim(
  db: EntityManager,
  { id, batchId, room, host }: Claim,
  settlements: Settlement[],
  now: Date,
): Promise<Delivery[]> {
  return prepared(db, SETTLE_AND_CLAIM, [batchId, room, now, host, JSON.stringify(settlements), id]);
}

/** Takes back a claim whose answer was lost on its way from the database: nothing of it can have been handed over. */
export async function unclaim(db: EntityManager, { id, batchId }: Claim): Promise<void> {
  await db.query(
    `update delivery set state = case when attempts > 1 then 'deferred' else 'planned' end, attempts = attempts - 1, claim_id = null
     where batch_id = $1 and claim_id = md5($2 || id)::uuid and state = 'sending'`,
    [batchId, id],
  );
}

/** Mail that may not go after all. */
export async function cancel(db: EntityManager, ids: string[]): Promise<void> {
  await db.query(
    `update delivery set state = 'cancelled', batch_id = null, claim_id = null where id = any($1::bigint[])`,
    [ids],
  );
}

/** Gives back what of a batch nobody has claimed, to be tried from an instant on. */
export async function giveBack(db: EntityManager, batchId: string, from: Date): Promise<void> {
  await db.query(
    `update delivery set batch_id = null, next_try_at = greatest(next_try_at, $2)
     where batch_id = $1 and state in ('planned', 'deferred')`,
    [batchId, from],
  );
}

const SETTLE_AND_CLAIM = `
  with settlement as (
    select * from jsonb_to_recordset($5::jsonb)
      as s (id bigint, "claimId" uuid, state text, reply text, at timestamptz, "nextTryAt" timestamptz, reserved boolean,
        "relayId" smallint)
  ), settled as (
    update delivery d set
      state = case s.state when 'held' then case when d.attempts > 1 then 'deferred' else 'planned' end else s.state end,
      attempts = d.attempts - case s.state when 'held' then 1 else 0 end,
      sent_at = case s.state when 'sent' then s.at end,
      reply = coalesce(nullif(s.reply, ''), d.reply),
      next_try_at = case when s."nextTryAt" is null then d.next_try_at
        else least(sending_hours(s."nextTryAt", d.zone), d.expires_at) end,
      batch_id = null,
      claim_id = case when s.state = 'unconfirmed' then d.claim_id end,
      reserved = coalesce(s.reserved, false),
      relay_id = coalesce(s."relayId", d.relay_id)
    from settlement s
    where d.id = s.id and d.claim_id = s."claimId" and d.state in ('sending', 'unconfirmed')
  ), next as (
    select id from delivery
    where batch_id = $1 and state in ('planned', 'deferred') and next_try_at <= $3 and expires_at > $3
      and sending_hours($3, zone) = $3
    limit $2 for update skip locked
  ), claimed as (
    update delivery d set
      state = 'sending',
      attempts = attempts + 1,
      claim_id = md5($6 || d.id)::uuid,
      message_id = coalesce(message_id, '<' || d.id || '.' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12) || '@' || $4 || '>')
    from next where d.id = next.id
    returning d.*
  )
  select id, kind, subject_id as "subjectId", part_id as "partId", round, content_id as "contentId",
    recipient_id as "recipientId", address_hash as "addressHash", urgent, code, zone, due_at as "dueAt",
    expires_at as "expiresAt", next_try_at as "nextTryAt", state, attempts, batch_id as "batchId",
    claim_id as "claimId", message_id as "messageId", sent_at as "sentAt", reply, reserved
  from claimed order by id`;
