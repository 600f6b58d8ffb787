import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.js';
import { cancel, settleAndClaim, unclaim, type Claim } from './claims.js';
import type { Delivery } from './delivery.entity.js';
import type { MailEvents } from './events/mail-events.js';
import { refusalEvent } from './events/refusal-event.js';
import type { Letter, MailKinds } from './kinds.js';
import type { Settlement } from './settlement.js';

/** What a turn works with. */
interface Parts {
  dataSource: DataSource;
  clock: Clock;
  kinds: MailKinds;
  events: MailEvents;
}

/** A claimed delivery that may go. */
export interface Claimed {
  delivery: Delivery;
  letter: Letter;
}

/** What a turn had to give. */
interface Turn {
  claimed: Claimed[];
  /** their letters could not be had */
  failed: Delivery[];
  /** how many were claimed in all */
  size: number;
}

/**
 * One turn of a batch: settles (a refusal is an event) and claims in one statement, then asks the owners of the kinds what
 * may go; the rest is cancelled. Claiming and asking are not one transaction: the answer is the later for it, and a batch
 * waits for two round trips instead of five.
 * @param again whether the same turn was tried before and nobody knows how much of it was kept
 */
export async function takeTurn(
  { dataSource, clock, kinds, events }: Parts,
  claim: Claim,
  settlements: Settlement[],
  again: boolean,
): Promise<Turn> {
  const refusals = settlements.filter(({ state }) => state === 'refused');
  if (refusals.length > 0)
    await dataSource.transaction(async (db) => {
      await settleAndClaim(db, { ...claim, room: 0 }, refusals, clock.now());
      for (const refusal of refusals) await events.record(db, refusalEvent(refusal));
    });
  const session = dataSource.createQueryRunner();
  try {
    const db = session.manager;
    if (again) await unclaim(db, claim);
    const others = settlements.filter(({ state }) => state !== 'refused');
    const rows = await settleAndClaim(db, claim, others, clock.now());
    const { letters, failed } = await kinds.letters(rows, db);
    const claimed = rows.flatMap((delivery) => {
      const letter = letters.get(delivery.id);
      return letter ? [{ delivery, letter }] : [];
    });
    const stopped = rows.filter((row) => !letters.has(row.id) && !failed.includes(row)).map((row) => row.id);
    if (stopped.length > 0) await cancel(db, stopped);
    return { claimed, failed, size: rows.length };
  } finally {
    await session.release();
  }
}
