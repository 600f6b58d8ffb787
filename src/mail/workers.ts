import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { CONFIG, type Config } from '../config.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Links } from '../links/links.js';
import { Batch } from './batch.js';
import { QUEUE, URGENT_QUEUE } from './dispatch.js';
import { envelopeMark } from './envelope-mark.js';
import { MailEvents } from './events/mail-events.js';
import { MailKinds } from './kinds.js';
import type { Sender } from './message.js';
import type { Relay } from './relay.js';
import type { Outlet } from './relays/outlet.js';
import { Outlets } from './relays/outlets.js';
import type { Route } from './relays/route.js';

/** Takes batches from the queues and sends them: lessons over many connections, what somebody waits for over one of its own. */
@Injectable()
export class MailWorkers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly lanes: Route[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly kinds: MailKinds,
    private readonly events: MailEvents,
    private readonly links: Links,
    private readonly outlets: Outlets,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.worker) return;
    const outlet = await this.outlets.ofSettings();
    await this.take(URGENT_QUEUE, outlet, 1);
    await this.take(QUEUE, outlet, this.config.smtpConnections);
  }

  /** What is the same in all mail. */
  get sender(): Sender {
    const address = /<([^>]+)>/.exec(this.config.mailFrom)?.[1] ?? this.config.mailFrom;
    const host = address.split('@')[1]!;
    const { bounceAddress } = this.config;
    return {
      from: this.config.mailFrom,
      envelopeFrom: bounceAddress ?? address,
      verp: Boolean(bounceAddress),
      mark: (id) => envelopeMark(this.links, id),
      host,
    };
  }

  /** The relay that mail goes to now: the first of the settings that is well, or the built-in mailbox. */
  relay(): Promise<Relay> {
    return this.outlets.current();
  }

  onApplicationShutdown(): void {
    for (const lane of this.lanes) lane.close();
  }

  private async take(queue: string, outlet: Outlet, connections: number): Promise<void> {
    const lanes = outlet.routes(connections);
    this.lanes.push(...lanes);
    const { dataSource, clock, kinds, events, sender } = this;
    await this.jobs.work(queue, (_data, id, stopping) =>
      new Batch(id, { dataSource, clock, kinds, events, outlet, lanes, sender }, stopping).run(),
    );
  }
}
