import { Logger } from '@nestjs/common';
import { Lane, type HandOver, type Patience } from '../lane.js';
import type { Relay } from '../relay.js';
import type { Claimed } from '../turn.js';
import type { Admitted, Paced } from './admitted.js';
import type { Breakers } from './breakers.js';
import { domainOf } from './domain-of.js';
import { Route } from './route.js';
import type { SendPace } from './send-pace.js';
import type { Tally } from './tally.js';

/** A relay that is known to the database. */
export interface KnownRelay extends Paced {
  name: string;
  settings: Relay;
}

/** What all workers know and obey. */
export interface Rules {
  breakers: Breakers;
  pace: SendPace;
  tally: Tally;
}

/** The relays that a worker sends over, in order of preference, by the rules that hold for all workers. */
export class Outlet {
  readonly names: string[];
  private readonly log = new Logger(Outlet.name);

  constructor(
    private readonly relays: KnownRelay[],
    private readonly rules: Rules,
  ) {
    this.names = relays.map(({ name }) => name);
  }

  /** Connections, each over the first relay that is well; they are made when they are needed. */
  routes(count: number, patience?: Patience): Route[] {
    const ways = () =>
      this.relays.map(({ name, id, settings }) => ({ relay: name, relayId: id, lane: new Lane(settings, patience) }));
    return Array.from({ length: count }, () => new Route(ways(), this.rules.breakers));
  }

  /** Whether mail may be claimed; `one`: a single one, to try whether a relay is well again. */
  enter(): Promise<'open' | 'one' | 'shut'> {
    return this.rules.breakers.enter(this.names);
  }

  /** To be called when no mail is under way any more. */
  leave(): Promise<void> {
    return this.rules.breakers.leave(this.names);
  }

  /** Which claimed mails may go now. */
  admit(claimed: Claimed[]): Promise<Admitted> {
    return this.rules.pace.admit(this.current, claimed);
  }

  /** Counts a hand-over and draws conclusions about the pace. Never rejects. */
  async heard(kind: string, address: string, result: HandOver): Promise<void> {
    const domain = domainOf(address);
    this.rules.tally.count(kind, domain, result);
    const relay = this.relays.find(({ id }) => id === result.relayId);
    if (relay) await this.rules.pace.heard(relay, domain, result).catch((error) => this.log.warn(error, 'not slowed'));
  }

  /** Writes what was counted. Never rejects. @param now even if that was done a moment ago */
  flush(now: boolean): Promise<void> {
    return this.rules.tally.flush(now);
  }

  private get current(): KnownRelay {
    const name = this.rules.breakers.current(this.names);
    return this.relays.find((relay) => relay.name === name)!;
  }
}
