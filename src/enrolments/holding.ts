import type { EntityManager } from 'typeorm';

/**
 * Holds people's cadences until the transaction ends: no tick plans for them meanwhile, and two that change the same people
 * wait for one another. Whoever changes enrolments too holds these first, as planning does.
 */
export async function hold(db: EntityManager, memberIds: string[]): Promise<void> {
  await db.query('select from cadence where member_id = any($1::bigint[]) order by member_id for update', [memberIds]);
}
