import { Logger } from '@nestjs/common';
import type { HandOver, Lane, Message } from '../lane.js';
import type { Breakers } from './breakers.js';

/** One of the relays, and the connection of a route to it. */
export interface Way {
  relay: string;
  relayId: number;
  lane: Lane;
}

/**
 * One connection's worth of mail, over the first relay that is well. A mail that a relay could not be asked about goes to
 * the next: nothing of it was handed over.
 */
export class Route {
  private readonly log = new Logger(Route.name);

  constructor(
    private readonly ways: Way[],
    private readonly breakers: Breakers,
  ) {}

  /** Hands over one message. Never rejects. */
  async send(message: Message): Promise<HandOver> {
    let last: HandOver = { state: 'held', reply: 'no relay can be used for now' };
    for (const { relay, relayId, lane } of this.ways) {
      const pass = await this.breakers.let(relay).catch(() => undefined);
      if (!pass) continue;
      last = { ...(await lane.send(message)), relayId };
      await this.breakers.heard(pass, last).catch((error) => this.log.error(error, 'the breaker could not be told'));
      if (last.state !== 'held') break;
    }
    return last;
  }

  close(): void {
    for (const { lane } of this.ways) lane.close();
  }
}
