import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { classify } from '../bounces/classify.js';
import type { HandOver } from '../lane.js';
import { FAILURES, isIll, probePause } from './breaker.js';
import { CLOSE, FAILED, LEASE, LEAVE, REOPEN, WELL } from './breakers.sql.js';
import { RELAY_STATES, type RelayState } from './relay-state.js';
import { Traffic } from './traffic.js';

/** Real time for which what was read is believed, in milliseconds. */
const FRESH = 1000;

/** That a mail may go to a relay; with a lease it is the one that tries whether the relay is well again. */
export interface Pass {
  relay: string;
  lease?: string;
}

/**
 * The breakers, one for each relay, in the database: all workers obey them. Closed, mail goes that way; open, nothing is
 * claimed for it; when its time has come, exactly one mail of all workers tries, and with it the breaker closes or waits longer.
 */
@Injectable()
export class Breakers {
  private readonly log = new Logger(Breakers.name);
  private states = new Map<string, RelayState>();
  private readAt = -FRESH;
  private reading: Promise<void> | undefined;
  /** leases this process got and has not used yet, by relay */
  private readonly leases = new Map<string, string>();
  private readonly traffic = new Map<string, Traffic>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Makes a relay known. @returns its id */
  async register(relay: string): Promise<number> {
    await this.dataSource.query(
      `insert into relay (name) select $1 where not exists (select from relay where name = $1) on conflict do nothing`,
      [relay],
    );
    await this.refresh(true);
    return this.states.get(relay)!.id;
  }

  /** Whether mail may be brought to workers: some relay is well, or one may be tried now; then one mail is enough to know. */
  async ahead(relays: string[]): Promise<'open' | 'one' | 'shut'> {
    await this.refresh();
    const states = relays.map((relay) => this.states.get(relay));
    if (states.some((state) => !state?.openedAt)) return 'open';
    return states.some((state) => this.due(state!)) ? 'one' : 'shut';
  }

  /** As `ahead`, for a worker about to claim: `one` only for the worker that has the lease of it. */
  async enter(relays: string[]): Promise<'open' | 'one' | 'shut'> {
    const ahead = await this.ahead(relays);
    if (ahead === 'open') return ahead;
    for (const relay of relays) if (this.leases.has(relay) || (await this.lease(relay))) return 'one';
    return 'shut';
  }

  /** Which relay mail goes to now, of these in order of preference. */
  current(relays: string[]): string {
    return relays.find((relay) => !this.states.get(relay)?.openedAt) ?? relays[0]!;
  }

  /** Lets a mail go to a relay now, or not. What comes of it must be told: `heard`. */
  async let(relay: string): Promise<Pass | undefined> {
    void this.refresh().catch(() => {}); // with the database away, mail in hand goes by what was known last
    const open = this.states.get(relay)?.openedAt;
    if (open && !this.leases.has(relay) && !(await this.lease(relay))) return undefined;
    this.at(relay).begin();
    const lease = open ? this.leases.get(relay) : undefined;
    if (lease) this.leases.delete(relay);
    return { relay, ...(lease && { lease }) };
  }

  /** What came of a hand-over. */
  async heard({ relay, lease }: Pass, result: HandOver): Promise<void> {
    const failures = this.at(relay).end(result);
    if (lease) return this.tried(relay, lease, result);
    if (failures > 0) await this.failed(relay, failures, 'ill', result.reply);
    else if (!isIll(result) && this.states.get(relay)?.failures) await this.write(WELL, [relay]);
  }

  /** Gives back leases that no mail was found for. */
  async leave(relays: string[]): Promise<void> {
    for (const relay of relays) {
      const lease = this.leases.get(relay);
      this.leases.delete(relay);
      if (lease) await this.write(LEAVE, [relay, lease]);
    }
  }

  /** Opens a closed breaker. */
  async trip(relay: string, reason: 'ill' | 'ours', said: string): Promise<void> {
    await this.failed(relay, FAILURES, reason, said);
  }

  /** Reads all states, unless that was done a moment ago. */
  async refresh(now = false): Promise<void> {
    if (!now && performance.now() - this.readAt < FRESH) return;
    if (now) await this.reading?.catch(() => {}); // it may have begun before what we want to see
    await (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  private async failed(relay: string, failures: number, reason: 'ill' | 'ours', said: string): Promise<void> {
    const [row] = await this.write<{ opened: boolean }>(FAILED, [
      relay,
      failures,
      FAILURES,
      ...this.opening(reason, said),
    ]);
    if (!row?.opened) return;
    const why = reason === 'ours' ? 'too much of our mail is refused for our own sake' : 'it cannot be used';
    this.log.error({ relay, said }, `no mail goes to a relay for now: ${why}`);
  }

  private async tried(relay: string, lease: string, result: HandOver): Promise<void> {
    const before = this.states.get(relay);
    const ours = before?.reason === 'ours' && result.state === 'refused' && isOurs(result);
    if (isIll(result) || ours) {
      const reason = ours ? 'ours' : 'ill';
      const times = (before?.timesOpened ?? 0) + 1;
      await this.write(REOPEN, [relay, lease, times, ...this.opening(reason, result.reply, times)]);
    } else {
      await this.write(CLOSE, [relay, lease, this.clock.now()]);
      this.log.warn({ relay }, 'mail goes to the relay again');
    }
  }

  private opening(reason: 'ill' | 'ours', said: string, times = 1): unknown[] {
    const now = this.clock.now();
    return [now, reason, said.slice(0, 500), new Date(now.getTime() + probePause(reason, times))];
  }

  private due({ probeAt, probing }: RelayState): boolean {
    return !probing && probeAt !== null && probeAt <= this.clock.now();
  }

  /** One worker gets it. It ends by itself, in real time, after more than the longest hand-over takes: workers die. */
  private async lease(relay: string): Promise<boolean> {
    const state = this.states.get(relay);
    if (!state || !this.due(state)) return false;
    const lease = randomUUID();
    if ((await this.write(LEASE, [relay, lease, this.clock.now()])).length === 0) return false;
    this.leases.set(relay, lease);
    return true;
  }

  private at(relay: string): Traffic {
    let traffic = this.traffic.get(relay);
    if (!traffic) this.traffic.set(relay, (traffic = new Traffic()));
    return traffic;
  }

  /** Writes, and reads what has become of it. @returns the rows that the update gives back */
  private async write<T>(text: string, values: unknown[]): Promise<T[]> {
    const [rows] = await this.dataSource.query<[T[]]>(text, values);
    await this.refresh(true);
    return rows;
  }

  private async read(): Promise<void> {
    this.readAt = performance.now();
    const rows = await this.dataSource.query<RelayState[]>(RELAY_STATES);
    this.states = new Map(rows.map((state) => [state.name, state]));
  }
}

const isOurs = ({ reply, code, stage }: HandOver) => classify({ diagnostic: reply, code, stage }).class === 'ours';
