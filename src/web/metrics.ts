import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, register, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { CONFIG, type Config } from '../config.js';
import { relayNames } from '../mail/relays/names.js';
import { mailFigures } from '../stats/mail-figures.js';
import { relayStatus } from '../stats/relay-status.js';

/** Real time for which figures of the database are shown again, in milliseconds: scraping costs the same however often. */
const FRESH = 5000;

/** Figures for Prometheus: of this process, and of all workers by the database. */
@Injectable()
export class Metrics {
  private readonly own = new Registry();
  private readonly counters = {
    mails: this.counter('little_steps_mails_total', 'Hand-overs to a relay, by how they ended', ['kind', 'state']),
  };
  private readonly gauges = {
    backlog: this.gauge('little_steps_mail_backlog', 'Mails whose time has come and that are not handed over'),
    inHand: this.gauge('little_steps_mail_in_hand', 'Of the backlog, mails in the hands of workers'),
    lag: this.gauge('little_steps_mail_lag_seconds', 'Age of the oldest mail of the backlog that no worker has'),
    events: this.gauge('little_steps_mail_events_last_day', 'What was heard of our mail in a day', ['class']),
    open: this.gauge('little_steps_relay_open', 'Whether the breaker of a relay is open: no mail goes there', [
      'relay',
    ]),
    alarm: this.gauge('little_steps_relay_alarm', 'Whether it is open as too much of our mail is refused', ['relay']),
    handedOver: this.gauge('little_steps_relay_mails_last_hour', 'Mails sent or refused in an hour', ['relay']),
    ours: this.gauge('little_steps_relay_ours_last_hour', 'Of these, refused for our own sake', ['relay']),
  };
  private readAt = -FRESH;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics();
  }

  /** All figures in Prometheus's text format; without those of the database while that is away. */
  async text(): Promise<string> {
    if (performance.now() - this.readAt > FRESH) await this.read().catch(() => this.own.resetMetrics());
    return `${await register.metrics()}\n${await this.own.metrics()}`;
  }

  private async read(): Promise<void> {
    this.readAt = performance.now();
    const now = this.clock.now();
    const [mail, relays] = [
      await mailFigures(this.dataSource, now),
      await relayStatus(this.dataSource, relayNames(this.config), now),
    ];
    this.own.resetMetrics();
    for (const { kind, state, mails } of mail.handedOver) this.counters.mails.inc({ kind, state }, mails);
    const { backlog, inHand, lag, events, open, alarm, handedOver, ours } = this.gauges;
    backlog.set(mail.backlog);
    inHand.set(mail.inHand);
    lag.set(mail.lag);
    for (const { class: heard, count } of mail.events) events.set({ class: heard }, count);
    for (const { name: relay, ...status } of relays) {
      open.set({ relay }, Number(status.state !== 'closed'));
      alarm.set({ relay }, Number(status.reason === 'ours'));
      handedOver.set({ relay }, status.handedOver);
      ours.set({ relay }, status.ours);
    }
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.own] });
  }

  private gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.own] });
  }
}
