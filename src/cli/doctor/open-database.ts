import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Config } from '../../config.js';
import { openDatabase, type Database } from '../../database/database.js';

/** Milliseconds for a connection, and for a statement. */
const PATIENCE = 4000;

/** The service's database, opened when first asked; nothing in it is changed. */
export class OpenDatabase {
  private opening: Promise<{ database: Database; pool: pg.Pool }> | undefined;

  constructor(private readonly config: Config) {}

  /** Whether there is one: the embedded one is made at the service's first start, and not by looking. */
  get exists(): boolean {
    const { databaseUrl, dataDir } = this.config;
    const traces = ['postgres/cluster', 'postgres.place'];
    return databaseUrl !== undefined || traces.some((name) => existsSync(join(dataDir, name)));
  }

  /** Asks it. @throws whatever keeps it from answering */
  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    const { pool } = await (this.opening ??= this.open());
    return (await pool.query<T>(sql, values)).rows;
  }

  /** Asks it for rows of a table that may not be there yet; without the table there are none. */
  async rows<T extends pg.QueryResultRow>(table: string, sql: string): Promise<T[]> {
    const [found] = await this.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
    return found?.there ? this.query<T>(sql) : [];
  }

  /** Whether it lets itself be asked. */
  answers(): Promise<boolean> {
    return this.query('select 1').then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    const opened = await this.opening?.catch(() => undefined);
    await opened?.pool.end();
    await opened?.database.stop();
  }

  private async open() {
    const database = await openDatabase(this.config, () => undefined);
    const pool = new pg.Pool({
      ...database.connection,
      ...(!this.config.databaseUrl && { ssl: false }),
      max: 2,
      connectionTimeoutMillis: PATIENCE,
      query_timeout: PATIENCE,
      application_name: 'little-steps doctor',
    });
    pool.on('error', () => undefined);
    return { database, pool };
  }
}
