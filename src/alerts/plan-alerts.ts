import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { Ticks } from '../jobs/ticks.js';
import type { Alert } from './alert.entity.js';
import { BEGIN, PLAN_SET, TAKE } from './plan-alerts.sql.js';

/** Members planned in one transaction. */
const SET = 1000;

/** Hours after its beginning in which an alert may still go: a day later everybody has heard of it. */
const LATENESS_HOURS = 24;

/** Writes the deliveries of alerts whose time has come. Safe on any number of instances. */
@Injectable()
export class PlanAlerts implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly ticks: Ticks,
  ) {}

  onModuleInit(): void {
    this.ticks.add('alerts', () => this.tick());
  }

  /** One tick: begins what is due and plans it, set by set. @param most sets at the most */
  async tick(most = Infinity): Promise<void> {
    await this.dataSource.query(BEGIN, [this.clock.now()]);
    for (let set = 0; set < most && (await this.planSet()); set++);
  }

  /** @returns whether there may be more to plan */
  private planSet(): Promise<boolean> {
    return this.dataSource.transaction(async (db) => {
      const [alert] = await db.query<(Alert & { plannedTo: string })[]>(TAKE);
      if (!alert) return false;
      const { id, plannedTo, sector, nation, size, programmeId } = alert;
      const audience = [sector, nation, size, programmeId];
      await db.query(PLAN_SET, [this.clock.now(), SET, LATENESS_HOURS, id, plannedTo, ...audience]);
      return true;
    });
  }
}
