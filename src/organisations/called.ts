import type { EntityManager } from 'typeorm';
import { Organisation } from './organisation.entity.js';

/** The organisations of a name, capitals aside: sign-ups bring several. Two at the most are looked for. */
export function organisationsCalled(db: EntityManager, name: string): Promise<Organisation[]> {
  return db
    .createQueryBuilder(Organisation, 'organisation')
    .where('lower(organisation.name) = lower(:name)', { name })
    .orderBy('organisation.id')
    .take(2)
    .getMany();
}

/** Makes an organisation of which only the name is known, unless somebody did so a moment ago. Within a transaction. */
export async function organisationOf(db: EntityManager, name: string, createdAt: Date): Promise<Organisation> {
  await db.query('select pg_advisory_xact_lock(hashtextextended(lower($1), 0))', [name]);
  const [known] = await organisationsCalled(db, name);
  return known ?? db.save(db.create(Organisation, { name, emergingTechnology: false, createdAt }));
}
