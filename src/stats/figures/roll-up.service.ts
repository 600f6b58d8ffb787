import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CentreService } from '../../centre/centre.service.js';
import { Clock } from '../../clock.js';
import { lessonsSource } from './lessons.source.js';
import { lookBacksSource } from './look-backs.source.js';
import { answersFrom, isDue, type Made } from './night.js';
import { peopleSource } from './people.source.js';
import { questionsSource } from './questions.source.js';
import { type Source, summingUp } from './source.js';
import { stepsSource } from './steps.source.js';

/** Held while figures are made. The number is ours alone. */
const LOCK = 7_350_013;

/**
 * Weeks in which a first try still matters to a look-back. So long after answers were tidied away, look-backs have lost
 * what they are compared with, and their totals stay as they were.
 */
const MEMORY_WEEKS = 30;

/** What is kept of the making. */
export interface FiguresMade extends Made {
  /** the first week whose answers are all still there; null: none were tidied away */
  answersFrom: string | null;
}

/** Makes the totals behind the figures, in one transaction: whoever reads meanwhile sees the ones before. */
@Injectable()
export class RollUp {
  private readonly log = new Logger(RollUp.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
  ) {}

  /** When figures were made last; undefined: never. */
  async made(db: EntityManager = this.dataSource.manager): Promise<FiguresMade | undefined> {
    const [made] = await db.query<[FiguresMade?]>(
      `select made_at as "madeAt", milliseconds, answers_from::text as "answersFrom" from figures`,
    );
    return made;
  }

  /** Makes them if it is time to. Safe on any number of instances at once. @returns whether they were made */
  async tick(): Promise<boolean> {
    const { zone } = await this.centre.get();
    const due = async (db?: EntityManager) => isDue(await this.made(db), this.clock.now(), zone);
    if (!(await due())) return false;
    return this.dataSource.transaction(async (db) => {
      const [{ held }] = await db.query<[{ held: boolean }]>('select pg_try_advisory_xact_lock($1) as held', [LOCK]);
      if (!held || !(await due(db))) return false;
      await this.make(db, zone);
      return true;
    });
  }

  private async make(db: EntityManager, zone: string): Promise<void> {
    const now = this.clock.now();
    const began = performance.now();
    // Everything is read: joining row by row over indexes, as guesses of the planner's have it, takes twice as long.
    await db.query(`set local work_mem = '64MB'; set local enable_nestloop = off`);
    const kept = (await this.made(db))?.answersFrom ?? '-infinity';
    await anew(db, peopleSource, '-infinity');
    await anew(db, lessonsSource, '-infinity');
    await anew(db, stepsSource, '-infinity');
    await anew(db, questionsSource, kept);
    await anew(db, lookBacksSource, kept === '-infinity' ? kept : await weeksAfter(db, kept, MEMORY_WEEKS));
    const tidied = await this.tidy(db, answersFrom(now, zone));
    const milliseconds = Math.round(performance.now() - began);
    await db.query(
      `insert into figures (made_at, milliseconds, answers_from) values ($1, $2, $3)
       on conflict (id) do update set made_at = $1, milliseconds = $2, answers_from = greatest(figures.answers_from, $3)`,
      [now, milliseconds, tidied],
    );
    if (milliseconds > 5000) this.log.log(`made in ${milliseconds} ms`);
  }

  /** Answers of the weeks before one are in the totals now, and go. @returns that week, if there were any */
  private async tidy(db: EntityManager, monday: string): Promise<string | null> {
    const [{ gone }] = await db.query<[{ gone: number }]>(
      `with gone as (
         delete from answer where answered_at < $1::date::timestamp at time zone (select zone from centre) returning 1
       ) select count(*)::int as gone from gone`,
      [monday],
    );
    return gone > 0 ? monday : null;
  }
}

/** Makes the weeks from one on anew. */
async function anew(db: EntityManager, source: Source, from: string): Promise<void> {
  await db.query(`delete from ${source.table} where week >= $1::date`, [from]);
  await db.query(summingUp(source), [from]);
}

async function weeksAfter(db: EntityManager, monday: string, weeks: number): Promise<string> {
  const [{ week }] = await db.query<[{ week: string }]>('select ($1::date + 7 * $2::int)::text as week', [
    monday,
    weeks,
  ]);
  return week;
}
