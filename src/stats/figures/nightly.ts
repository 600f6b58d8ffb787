import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CONFIG, type Config } from '../../config.js';
import { Comparisons } from '../comparison.js';
import { RollUp } from './roll-up.service.js';

/** Looks each real minute whether the figures are to be made anew. */
@Injectable()
export class Nightly implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(Nightly.name);
  private running: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly scheduler: SchedulerRegistry,
    private readonly rollUp: RollUp,
    private readonly comparisons: Comparisons,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.worker) return;
    this.scheduler.addInterval(
      'figures',
      setInterval(() => void (this.running ??= this.attempt()), 60_000),
    );
  }

  /** What is being made comes to its end before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private async attempt(): Promise<void> {
    try {
      await this.rollUp.tick();
      await this.comparisons.tick();
    } catch (error) {
      this.log.error(error, 'the figures could not be made; the next minute tries again');
    }
    this.running = undefined;
  }
}
