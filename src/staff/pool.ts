import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The connections that TypeORM holds, for a library that speaks to pg itself: two pools would take twice the connections. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}
