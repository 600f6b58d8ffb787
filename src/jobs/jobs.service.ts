import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { PgBoss, type Db } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import { DATABASE, type Database } from '../database/database.js';

/** Runs one job; rejecting has it run again. The signal is aborted when the service stops. */
export type JobRun<T> = (data: T, id: string, signal: AbortSignal) => Promise<void>;

/** Seconds that a stopping service waits for its running jobs. */
const GRACE_SECONDS = 30;

/** Seconds without a sign of life after which a worker counts as dead; pg-boss allows no less than 10. */
const HEARTBEAT_SECONDS = 10;

/** Work that any process may do: queues in the same database and in the same transactions as the rows it is about. */
@Injectable()
export class Jobs implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly log = new Logger(Jobs.name);
  private readonly boss: PgBoss;
  private readonly stopping = new AbortController();
  private readonly known = new Map<string, Promise<void>>();
  private readonly worked: string[] = [];
  private closing = false;

  constructor(@Inject(DATABASE) database: Database) {
    this.boss = new PgBoss({
      ...database.connection,
      application_name: 'little-steps jobs',
      max: 4,
      schedule: false,
      useListenNotify: true,
      superviseIntervalSeconds: 2,
      monitorIntervalSeconds: 2,
      persistQueueStats: false,
    });
    this.boss.on('error', (error) => {
      // What a connection says while it is being closed is no news.
      if (!this.closing) this.log.error(error.stack);
    });
  }

  async onModuleInit(): Promise<void> {
    await this.boss.start();
  }

  /** Makes sure a queue is there. */
  queue(name: string): Promise<void> {
    let made = this.known.get(name);
    if (!made) {
      made = this.boss.createQueue(name, {
        notify: true,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        expireInSeconds: 12 * 3600,
        retryLimit: 1000,
        retryDelay: 1,
        retryBackoff: true,
        retryDelayMax: 60,
        deleteAfterSeconds: 3600,
      });
      this.known.set(name, made);
      made.catch(() => this.known.delete(name));
    }
    return made;
  }

  /** Adds jobs within a transaction: they are there when it commits, and only then. A higher priority goes first. */
  async add(db: EntityManager, queue: string, jobs: { id: string; data: object; priority?: number }[]): Promise<void> {
    await this.boss.insert(queue, jobs, { db: within(db) });
  }

  /** Which of these jobs are still to be run or being run. */
  async alive(db: EntityManager, queues: string[], ids: string[]): Promise<Set<string>> {
    const rows: { id: string }[] = await db.query(
      `select id from pgboss.job
       where name = any($1) and id = any($2::uuid[]) and state in ('created', 'retry', 'active')`,
      [queues, ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Takes jobs from a queue, one at a time. */
  async work<T extends object>(queue: string, run: JobRun<T>): Promise<void> {
    await this.queue(queue);
    const worker = await this.boss.work<T>(
      queue,
      { batchSize: 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 },
      async ([job]) => {
        if (job) await run(job.data, job.id, this.stopping.signal);
        // Otherwise the next of several jobs would wait for the next look into the queue.
        this.boss.notifyWorker(worker);
      },
    );
    this.worked.push(queue);
  }

  /** Tells the running jobs to come to an end and waits for them: what they work with is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const ended = Promise.all(this.worked.map((queue) => this.boss.offWork(queue, { wait: true })));
    await Promise.race([ended, sleep(GRACE_SECONDS * 1000, undefined, { ref: false })]);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    await this.boss.stop({ graceful: false });
  }
}

function within(db: EntityManager): Db {
  return {
    async executeSql(text, values) {
      const result: unknown = await db.query(text, values);
      return Array.isArray(result) ? { rows: result } : (result as { rows: unknown[] });
    },
  };
}
