import { Injectable } from '@nestjs/common';

/** Work that is to be done with each tick, from folders that the one who keeps time does not know. */
@Injectable()
export class Ticks {
  private readonly works = new Map<string, () => Promise<unknown>>();

  /** @param work safe on any number of instances; what it throws is logged, and the next tick tries again */
  add(name: string, work: () => Promise<unknown>): void {
    this.works.set(name, work);
  }

  /** What there is to be done, by name; all at once. */
  get all(): Iterable<[name: string, work: () => Promise<unknown>]> {
    return this.works;
  }
}
