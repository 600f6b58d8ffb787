import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.js';
import { isAway } from '../database/away.js';
import { cancel, giveBack, settleAndClaim, takeOver, type Settlement } from './claims.js';
import type { Delivery } from './delivery.entity.js';
import type { Letter, MailKinds } from './kinds.js';
import type { HandOver, Lane } from './lane.js';
import { message, type Sender } from './message.js';
import { retryDelay } from './retry.js';

/** What a worker sends with. */
export interface Sending {
  dataSource: DataSource;
  clock: Clock;
  kinds: MailKinds;
  lanes: Lane[];
  sender: Sender;
}

/** How long mail waits when the relay cannot be reached, in milliseconds of domain time. */
const RELAY_PAUSE = 2 * 60_000;

interface Claimed {
  delivery: Delivery;
  letter: Letter;
}

/**
 * Sends one batch: claims a few rows, hands them over through its lanes, settles them with the next claim.
 * Claimed and not yet settled are never more than twice its lanes.
 */
export class Batch {
  private readonly log = new Logger(Batch.name);
  private readonly ready: Claimed[] = [];
  private settlements: Settlement[] = [];
  private inFlight = 0;
  private relayDown = false;
  private wake = () => {};

  constructor(
    private readonly id: string,
    private readonly sending: Sending,
    private readonly stopping: AbortSignal,
  ) {}

  /** Runs until the batch is empty, the relay is away, or the service stops. */
  async run(): Promise<void> {
    const { dataSource, lanes, clock } = this.sending;
    await this.persist(() => takeOver(dataSource.manager, this.id));
    const free = [...lanes];
    for (let exhausted = false; ;) {
      const changed = new Promise<void>((resolve) => (this.wake = resolve));
      if (!exhausted && !this.ending && this.ready.length * 2 <= lanes.length)
        exhausted = (await this.turn(lanes.length * 2 - this.inFlight - this.ready.length)) === 0;
      if (this.ending) this.holdReady();
      for (let lane; this.ready.length > 0 && (lane = free.pop());) void this.hand(lane, this.ready.shift()!, free);
      if (this.inFlight > 0) await changed;
      else if (exhausted || this.ending) break;
    }
    await this.turn(0);
    const from = new Date(clock.now().getTime() + (this.relayDown ? RELAY_PAUSE : 0));
    await this.persist(() => giveBack(dataSource.manager, this.id, from));
  }

  private get ending(): boolean {
    return this.relayDown || this.stopping.aborted;
  }

  /** Settles what is done and claims up to `room` rows. @returns how many may go */
  private async turn(room: number): Promise<number> {
    const settling = this.settlements;
    this.settlements = [];
    const { dataSource, clock, kinds, sender } = this.sending;
    const claimed = await this.persist(() =>
      dataSource.transaction(async (db) => {
        const rows = await settleAndClaim(db, this.id, settling, room, clock.now(), sender.host);
        const letters = await kinds.letters(rows, db);
        const stopped = rows.filter((row) => !letters.has(row.id)).map((row) => row.id);
        if (stopped.length > 0) await cancel(db, stopped);
        return { rows, letters };
      }),
    );
    for (const delivery of claimed.rows) {
      const letter = claimed.letters.get(delivery.id);
      if (letter) this.ready.push({ delivery, letter });
    }
    return claimed.rows.length;
  }

  private async hand(lane: Lane, { delivery, letter }: Claimed, free: Lane[]): Promise<void> {
    this.inFlight++;
    const result = await this.compose(delivery, letter, lane);
    if (result.state === 'held') this.relayDown = true;
    this.settle(delivery, result);
    this.inFlight--;
    free.push(lane);
    this.wake();
  }

  private async compose(delivery: Delivery, letter: Letter, lane: Lane): Promise<HandOver> {
    try {
      return await lane.send(message(delivery, letter, this.sending.sender, this.sending.clock.now()));
    } catch (error) {
      this.log.error(error, `mail ${delivery.id} of kind ${delivery.kind} cannot be composed`);
      return { state: 'deferred', reply: 'the mail could not be composed' };
    }
  }

  private holdReady(): void {
    for (const { delivery } of this.ready.splice(0)) this.settle(delivery, { state: 'held', reply: '' });
  }

  private settle(delivery: Delivery, { state, reply }: HandOver): void {
    const at = this.sending.clock.now();
    const wait = { deferred: retryDelay(delivery.attempts), held: this.relayDown ? RELAY_PAUSE : 0 }[state as string];
    const nextTryAt = wait === undefined ? null : new Date(at.getTime() + wait);
    this.settlements.push({ id: delivery.id, claimId: delivery.claimId!, state, reply, at, nextTryAt });
    if (state !== 'sent') this.log.warn({ delivery: delivery.id, kind: delivery.kind, state, reply }, 'mail not sent');
  }

  /** While the database is away, what is to be written waits in memory. */
  private async persist<T>(write: () => Promise<T>): Promise<T> {
    for (let pause = 100; ; pause = Math.min(pause * 2, 5000)) {
      try {
        return await write();
      } catch (error) {
        if (this.stopping.aborted || !isAway(error)) throw error;
        this.log.error(error, 'the database does not answer; results wait');
        await sleep(pause);
      }
    }
  }
}
