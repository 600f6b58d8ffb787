import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { Clock } from '../clock.js';
import { isDue, type Made } from './figures/night.js';
import { activeOrganisations, averageProgress, weeksUpTo } from './weekly-progress.js';

/** Organisations that a comparison needs at the least: with fewer, the others could be worked out. */
export const LEAST_ORGANISATIONS = 5;

/** What one organisation is compared with. */
export interface Comparison extends Made {
  /** how many organisations have people who take part */
  organisations: number;
  /** the average share of lessons done, from 0 to 1, by the week's Monday; weeks with too few organisations are left out */
  shares: Record<string, number>;
}

/** Held while it is counted. The number is ours alone. */
const LOCK = 7_350_021;

/** The average of all organisations. Counted each night, and where that is quick, by day as well: it reads the lessons of everybody. */
@Injectable()
export class Comparisons {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
  ) {}

  /** As it was counted last; undefined: never yet. */
  async last(db: EntityManager = this.dataSource.manager): Promise<Comparison | undefined> {
    const [row] = await db.query<[Comparison?]>(
      `select made_at as "madeAt", milliseconds, organisations, shares from comparison`,
    );
    return row;
  }

  /** Counts it if it is time to. Safe on any number of instances at once. @returns whether it was counted */
  async tick(): Promise<boolean> {
    const { zone } = await this.centre.get();
    const due = async (db?: EntityManager) => isDue(await this.last(db), this.clock.now(), zone);
    if (!(await due())) return false;
    return this.dataSource.transaction(async (db) => {
      const [{ held }] = await db.query<[{ held: boolean }]>('select pg_try_advisory_xact_lock($1) as held', [LOCK]);
      if (!held || !(await due(db))) return false;
      await db.query(`set local work_mem = '64MB'`);
      await this.count(db, zone);
      return true;
    });
  }

  private async count(db: EntityManager, zone: string): Promise<void> {
    const now = this.clock.now();
    const began = performance.now();
    const organisations = await activeOrganisations(db);
    const averages = organisations < LEAST_ORGANISATIONS ? [] : await averageProgress(db, weeksUpTo(now, zone));
    const shown = averages.filter((week) => week.organisations >= LEAST_ORGANISATIONS);
    const shares = Object.fromEntries(shown.map(({ week, share }) => [week, share]));
    await db.query(
      `insert into comparison (made_at, milliseconds, organisations, shares) values ($1, $2, $3, $4)
       on conflict (id) do update set made_at = $1, milliseconds = $2, organisations = $3, shares = $4`,
      [now, Math.round(performance.now() - began), organisations, JSON.stringify(shares)],
    );
  }
}
