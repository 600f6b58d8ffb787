import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.js';
import { isAway } from '../database/away.js';
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
 * One turn of a batch, in one transaction: settles (a refusal is an event), claims, and asks the owners of the kinds what may go; the rest is cancelled.
 * @param again whether the same turn was tried before and nobody knows whether it was kept
 */
export async function takeTurn(
  { dataSource, clock, kinds, events }: Parts,
  claim: Claim,
  settlements: Settlement[],
  again: boolean,
): Promise<Turn> {
  const attempt = (apart: boolean) =>
    dataSource.transaction(async (db) => {
      if (again) await unclaim(db, claim);
      const rows = await settleAndClaim(db, claim, settlements, clock.now());
      for (const one of settlements) if (one.state === 'refused') await events.record(db, refusalEvent(one));
      const { letters, failed } = await kinds.letters(rows, db, apart);
      const claimed = rows.flatMap((delivery) => {
        const letter = letters.get(delivery.id);
        return letter ? [{ delivery, letter }] : [];
      });
      const stopped = rows.filter((row) => !letters.has(row.id) && !failed.includes(row)).map((row) => row.id);
      if (stopped.length > 0) await cancel(db, stopped);
      return { claimed, failed, size: rows.length };
    });
  try {
    return await attempt(false);
  } catch (error) {
    if (isAway(error)) throw error;
    return await attempt(true); // savepoints would cost every turn a third of its time
  }
}
