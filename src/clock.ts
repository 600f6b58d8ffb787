/** From where and how fast a simulated time runs. */
export interface Origin {
  /** the simulated instant that belongs to `real` */
  simulated: Date;
  real: Date;
  /** simulated seconds a real second */
  speed: number;
}

/**
 * The only source of domain time: the real one, or one that starts at a set instant and runs at a set speed.
 * Leases, sign-in, token ages, rate limits and jobs do not ask it: they run on real time.
 */
export class Clock {
  constructor(private origin?: Origin) {}

  /** Now, in domain time. */
  now(): Date {
    if (!this.origin) return new Date();
    const { simulated, real, speed } = this.origin;
    return new Date(simulated.getTime() + (Date.now() - real.getTime()) * speed);
  }

  /** Simulated seconds a real second; 1 for real time. */
  get speed(): number {
    return this.origin?.speed ?? 1;
  }

  /** Whether time is simulated. */
  get simulated(): boolean {
    return this.origin !== undefined;
  }

  /** Goes on from another instant or at another speed; 0 makes it stand still. */
  set(origin: Origin): void {
    this.origin = origin;
  }
}
