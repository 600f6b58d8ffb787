import type { EntityManager } from 'typeorm';
import { Organisation } from './organisation.entity.js';

/** The organisations of a name that go on, capitals aside: sign-ups bring several. Two at the most are looked for. */
export function organisationsCalled(db: EntityManager, name: string): Promise<Organisation[]> {
  return db
    .createQueryBuilder(Organisation, 'organisation')
    .where('lower(organisation.name) = lower(:name)', { name })
    .andWhere('organisation.ended_at is null and organisation.merged_into is null')
    .orderBy('organisation.id')
    .take(2)
    .getMany();
}

/**
 * The organisation of a name; made, unless somebody did so a moment ago, when only the name is known. The name of one that
 * went into another means that other. Within a transaction.
 */
export async function organisationOf(db: EntityManager, name: string, createdAt: Date): Promise<Organisation> {
  await holdName(db, name);
  const [known] = await organisationsCalled(db, name);
  const meant = known ?? (await mergedCalled(db, name));
  return meant ?? db.save(db.create(Organisation, { name, emergingTechnology: false, createdAt }));
}

/** Has others who ask for the name, or give it to an organisation, wait until the transaction ends. */
export async function holdName(db: EntityManager, name: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(hashtextextended(lower($1), 0))', [name]);
}

/** Where an organisation of a name went. */
function mergedCalled(db: EntityManager, name: string): Promise<Organisation | null> {
  return db
    .createQueryBuilder(Organisation, 'organisation')
    .innerJoin(Organisation, 'merged', 'merged.merged_into = organisation.id')
    .where('lower(merged.name) = lower(:name) and organisation.ended_at is null', { name })
    .orderBy('merged.id', 'DESC')
    .getOne();
}
