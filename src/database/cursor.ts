import type { DataSource } from 'typeorm';

/** Rows fetched at a time. */
const FETCH = 1000;

/**
 * Reads what a query answers row by row, as it was at one moment, in memory that does not grow with it. Holds one
 * connection until the last row is read, or the reader stops.
 */
export async function* readRows<T>(dataSource: DataSource, query: string, values: unknown[] = []): AsyncGenerator<T> {
  const session = dataSource.createQueryRunner();
  try {
    await session.startTransaction('REPEATABLE READ');
    await session.query('set local cursor_tuple_fraction = 1'); // all of it is read, not its beginning
    await session.query(`declare reading no scroll cursor for ${query}`, values);
    let rows: T[];
    do {
      rows = (await session.query(`fetch ${FETCH} from reading`)) as T[];
      yield* rows;
    } while (rows.length === FETCH);
  } finally {
    if (session.isTransactionActive) await session.rollbackTransaction();
    await session.release();
  }
}
