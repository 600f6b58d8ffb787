import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { PLAN } from './plan.sql.js';

/** Members planned in one transaction. */
const BATCH = 1000;

/** Hours after a slot in which its lesson may still go. */
const LATENESS_HOURS = 48;

/** Writes what is due: one lesson for each member whose slot has come. Safe on any number of instances. */
@Injectable()
export class Plan {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * One tick.
   * @param spreadMinutes over how many minutes a slot's lessons are spread
   * @returns how many slots were used up
   */
  async tick(spreadMinutes: number): Promise<number> {
    let total = 0;
    for (let slots = BATCH; slots === BATCH; total += slots) {
      const [row] = await this.dataSource.query<[{ slots: number }]>(PLAN, [
        this.clock.now(),
        BATCH,
        LATENESS_HOURS,
        Math.max(spreadMinutes, 1),
      ]);
      slots = row.slots;
    }
    return total;
  }
}
