import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock } from '../clock.js';
import { CONFIG, type Config } from '../config.js';
import { Ticks } from '../jobs/ticks.js';
import { RateLimits } from '../links/rate-limits.js';
import { Dispatch } from '../mail/dispatch.js';
import { SignUps } from '../members/sign-ups.service.js';
import { Plan } from './plan.js';
import { tickSeconds } from './tick-seconds.js';

/** Real time from the start to the first tick, in milliseconds. */
const SOON = 2000;

/** The ticks: each simulated minute, or, where time runs faster than that allows, five times a second. */
@Injectable()
export class Week implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(Week.name);
  private running: Promise<void> | undefined;
  private tidied = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly scheduler: SchedulerRegistry,
    private readonly plan: Plan,
    private readonly dispatch: Dispatch,
    private readonly signUps: SignUps,
    private readonly limits: RateLimits,
    private readonly ticks: Ticks,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.worker) return;
    const period = Math.min(60_000, Math.max(200, 60_000 / this.clock.speed));
    this.scheduler.addInterval(
      'week',
      setInterval(() => void this.tick(), period),
    );
    // what came due while nobody ran does not wait for a minute more; time that stands still brings nothing
    if (this.clock.speed > 0)
      this.scheduler.addTimeout(
        'first week',
        setTimeout(() => void this.tick(), SOON),
      );
  }

  /** Plans and dispatches what is due; a tick that is still running is not overtaken. */
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = this.attemptAll();
    await this.running;
    this.running = undefined;
  }

  /** A tick under way comes to its end before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private async attemptAll(): Promise<void> {
    // Before planning: what is to be published by now is what is planned now.
    await Promise.all(Array.from(this.ticks.all, ([name, work]) => this.attempt(name, work)));
    await this.attempt('plan', () => this.plan.tick(this.config.sendSpreadMinutes));
    await this.attempt('dispatch', () => this.dispatch.tick());
    await this.attempt('tidy', () => this.tidy());
  }

  /** What fails does not keep back the rest. */
  private async attempt(name: string, work: () => Promise<unknown>): Promise<void> {
    const timed = tickSeconds.startTimer({ part: name });
    try {
      await work();
    } catch (error) {
      this.log.error(error, `${name} failed; the next tick tries again`);
    } finally {
      timed();
    }
  }

  /** Once a domain hour. */
  private async tidy(): Promise<void> {
    const hour = Math.floor(this.clock.now().getTime() / 3600_000);
    if (hour === this.tidied) return;
    this.tidied = hour;
    await this.signUps.tidy();
    await this.limits.tidy();
  }
}
