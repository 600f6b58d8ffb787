import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../clock.js';
import { CONFIG, type Config } from '../../config.js';
import { Jobs } from '../../jobs/jobs.service.js';
import { Ticks } from '../../jobs/ticks.js';
import { endInvitations } from '../invitation-ending.js';
import { ImportedRoster } from './imported-roster.entity.js';
import { RosterReading } from './roster-reading.js';
import { RosterRunning } from './roster-running.js';
import { tidyImports } from './tidy-imports.js';

const QUEUE = 'rosters';

/** Has imports worked on: their rows are the truth, a job only says which. */
@Injectable()
export class RosterWork implements OnModuleInit, OnApplicationBootstrap {
  private readonly log = new Logger(RosterWork.name);
  private tidied = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly ticks: Ticks,
    private readonly reading: RosterReading,
    private readonly running: RosterRunning,
  ) {}

  onModuleInit(): void {
    this.ticks.add('rosters', () => this.tick());
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.worker) return;
    await this.jobs.work<{ importId: string }>(QUEUE, ({ importId }, jobId, stopping) =>
      this.run(importId, jobId, stopping),
    );
  }

  /** What goes wrong runs again; the job keeps nothing of it, for errors of the database hold addresses. */
  private async run(importId: string, jobId: string, stopping: AbortSignal): Promise<void> {
    const isDone = await this.attempt(importId, jobId, stopping);
    if (!isDone) throw new Error('broke off');
  }

  private async attempt(importId: string, jobId: string, stopping: AbortSignal): Promise<boolean> {
    try {
      await this.reading.run(importId, jobId, stopping);
      await this.running.run(importId, stopping);
      return true;
    } catch (error) {
      if (!stopping.aborted)
        this.log.error(error instanceof Error ? error.stack : error, `import ${importId} broke off`);
      return false;
    }
  }

  /** Has somebody work on an import, from the commit of the caller's transaction on. */
  async begin(db: EntityManager, importId: string): Promise<void> {
    const jobId = randomUUID();
    await this.jobs.queue(QUEUE);
    await this.jobs.add(db, QUEUE, [{ id: jobId, data: { importId } }]);
    await db.update(ImportedRoster, { id: importId }, { jobId });
  }

  /** Brings imports whose job was lost back to the workers; once an hour, what has had its time goes. */
  async tick(): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const open = await db.query<{ id: string; jobId: string }[]>(OPEN);
      if (open.length === 0) return;
      const alive = await this.jobs.alive(
        db,
        [QUEUE],
        open.map(({ jobId }) => jobId),
      );
      for (const { id, jobId } of open) if (!alive.has(jobId)) await this.begin(db, id);
    });
    const hour = Math.floor(this.clock.now().getTime() / 3600_000);
    if (hour === this.tidied) return;
    this.tidied = hour;
    await tidyImports(this.dataSource.manager, this.clock.now());
    await endInvitations(this.dataSource.manager, this.clock.now());
  }
}

/** Whoever works on one holds its row: that one is in good hands. */
const OPEN = `
  select id, job_id as "jobId" from roster_import where state in ('reading', 'running') and job_id is not null
  for update skip locked`;
