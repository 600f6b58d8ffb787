import type { EntityManager } from 'typeorm';

const names = new Map<string, string>();

/**
 * Runs a statement that each connection prepares but once: for those that run often and take longer to plan than to run.
 * @param db of a session; without one it runs like any other
 */
export async function prepared<T>(db: EntityManager, text: string, values: unknown[]): Promise<T[]> {
  if (!db.queryRunner) return db.query(text, values);
  let name = names.get(text);
  if (!name) names.set(text, (name = `little_steps_${names.size}`));
  const client = (await db.queryRunner.connect()) as { query(statement: object): Promise<{ rows: T[] }> };
  const { rows } = await client.query({ name, text, values });
  return rows;
}
