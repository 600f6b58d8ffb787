import { randomUUID } from 'node:crypto';
import { setImmediate as immediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.js';
import { outlast } from '../database/away.js';
import { giveBack, takeOver } from './claims.js';
import type { Delivery } from './delivery.entity.js';
import type { MailEvents } from './events/mail-events.js';
import type { Letter, MailKinds } from './kinds.js';
import type { HandOver } from './lane.js';
import { message, type Sender } from './message.js';
import type { Outlet } from './relays/outlet.js';
import type { Route } from './relays/route.js';
import { settlement, type Settlement } from './settlement.js';
import { takeTurn, type Claimed } from './turn.js';

/** What a worker sends with. */
export interface Sending {
  dataSource: DataSource;
  clock: Clock;
  kinds: MailKinds;
  events: MailEvents;
  outlet: Outlet;
  lanes: Route[];
  sender: Sender;
}

/** How long mail waits when the relay cannot be reached, in milliseconds of domain time. */
const RELAY_PAUSE = 2 * 60_000;

const NOT_WRITTEN: HandOver = { state: 'deferred', reply: 'the mail could not be composed' };

/**
 * Sends one batch: claims a few rows, hands them over through its lanes, settles them with the next claim.
 * Claimed and not yet settled are never more than twice its lanes.
 */
export class Batch {
  private readonly log = new Logger(Batch.name);
  private readonly ready: Claimed[] = [];
  private readonly free: Route[];
  private settlements: Settlement[] = [];
  private inFlight = 0;
  private relayDown = false;
  /** whether one mail tries if a relay is well again */
  private trying = false;
  /** nothing more is claimed before then */
  private until: Date | undefined;
  private wake = () => {};

  constructor(
    private readonly id: string,
    private readonly sending: Sending,
    private readonly stopping: AbortSignal,
  ) {
    this.free = [...sending.lanes];
  }

  /** Runs until the batch is empty, the relay is away, or the service stops. Whatever goes wrong, results are kept. */
  async run(): Promise<void> {
    const { dataSource, clock } = this.sending;
    await this.persist(() => takeOver(dataSource.manager, this.id));
    try {
      await this.send();
    } finally {
      this.holdReady();
      while (this.inFlight > 0) await this.change();
      await this.turn(0);
      const from = this.until ?? new Date(clock.now().getTime() + (this.relayDown ? RELAY_PAUSE : 0));
      await this.persist(() => giveBack(dataSource.manager, this.id, from));
      await this.persist(() => this.sending.outlet.leave());
    }
  }

  /** Hands over what is ready, while beside it a turn settles what is done and claims the next. */
  private async send(): Promise<void> {
    const { length } = this.sending.lanes;
    let turning: Promise<void> | undefined;
    let exhausted = false;
    const turn = async (room: number) => {
      const allowed = await this.enter(room);
      exhausted = (await this.turn(allowed)) === 0 || this.until !== undefined;
      turning = undefined;
    };
    try {
      while (!this.ending) {
        const change = this.change();
        const held = this.inFlight + this.ready.length;
        const room = this.trying && held > 0 ? 0 : length * 2 - held;
        if (!exhausted && !turning && room * 2 >= length) {
          turning = turn(room);
          turning.catch(() => {}); // looked at below, but perhaps not at once
        }
        if (this.ready.length > 0 && this.free.length > 0) {
          void this.hand(this.free.pop()!, this.ready.shift()!);
          await immediate(); // or the turn would wait until all are composed
          continue;
        }
        if (this.inFlight === 0 && !turning) break;
        await (turning ? Promise.race([change, turning]) : change);
      }
    } finally {
      await turning;
    }
  }

  private get ending(): boolean {
    return this.relayDown || this.stopping.aborted;
  }

  /** How many may be claimed of so many: all, one while a relay is tried, none while no relay is well. */
  private async enter(room: number): Promise<number> {
    const pass = await this.persist(() => this.sending.outlet.enter());
    this.trying = pass === 'one';
    if (pass === 'shut') this.until = this.sending.clock.now();
    return { open: room, one: 1, shut: 0 }[pass];
  }

  /** When the next hand-over ends. */
  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** Settles what is done and claims up to `room` rows. @returns how many were claimed */
  private async turn(room: number): Promise<number> {
    const settling = this.settlements.splice(0);
    const claim = { id: randomUUID(), batchId: this.id, room, host: this.sending.sender.host };
    try {
      const turn = await this.persist((again) => takeTurn(this.sending, claim, settling, again));
      for (const delivery of turn.failed) this.settle(delivery, NOT_WRITTEN);
      await this.admit(turn.claimed);
      await this.sending.outlet.flush(room === 0);
      return turn.size;
    } catch (error) {
      this.settlements.push(...settling);
      throw error;
    }
  }

  /** What is claimed is ready, or held because it would be too fast. */
  private async admit(claimed: Claimed[]): Promise<void> {
    const { go, wait, fullUntil } = await this.persist(() => this.sending.outlet.admit(claimed)).catch((error) => {
      this.ready.push(...claimed); // given back in the end: nothing of it was handed over
      throw error;
    });
    this.ready.push(...go);
    for (const { delivery, until, reserved } of wait)
      this.settle(delivery, { state: 'held', reply: '', until, reserved });
    this.until ??= fullUntil;
  }

  /** A lane that cannot reach the relay is not used again in this batch; the relay is away when none is left. */
  private async hand(lane: Route, { delivery, letter }: Claimed): Promise<void> {
    this.inFlight++;
    const result = await this.compose(delivery, letter, lane);
    await this.sending.outlet.heard(delivery.kind, letter.to.address, result);
    this.inFlight--;
    if (result.state !== 'held') this.free.push(lane);
    else if (this.free.length + this.inFlight === 0) this.relayDown = true;
    this.settle(delivery, result);
    this.wake();
  }

  private async compose(delivery: Delivery, letter: Letter, lane: Route): Promise<HandOver> {
    try {
      return await lane.send(message(delivery, letter, this.sending.sender, this.sending.clock.now()));
    } catch (error) {
      this.log.error(error, `mail ${delivery.id} of kind ${delivery.kind} cannot be composed`);
      return NOT_WRITTEN;
    }
  }

  private holdReady(): void {
    for (const { delivery } of this.ready.splice(0)) this.settle(delivery, { state: 'held', reply: '' });
  }

  private settle(delivery: Delivery, result: HandOver): void {
    const heldFor = this.stopping.aborted ? 0 : RELAY_PAUSE;
    this.settlements.push(settlement(delivery, result, this.sending.clock.now(), heldFor));
    const { id, kind } = delivery;
    if (result.state !== 'sent' && !result.until) this.log.warn({ delivery: id, kind, ...result }, 'mail not sent');
  }

  /** While the database is away, results wait in memory. */
  private persist<T>(write: (again: boolean) => Promise<T>): Promise<T> {
    return outlast(write, this.stopping, (error) =>
      this.log.error(error, 'the database does not answer; results wait'),
    );
  }
}
