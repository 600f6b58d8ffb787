import type { EntityManager } from 'typeorm';
import type { Member } from '../members/member.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { Programme } from '../programmes/programme.entity.js';
import { Enrolment } from './enrolment.entity.js';

/** Programmes that a member may take up: those on offer to the member's organisation and not taken already. */
export async function offersTo(db: EntityManager, { id, organisationId }: Member): Promise<Programme[]> {
  const organisation = await db.findOneByOrFail(Organisation, { id: organisationId });
  const enrolments = await db.findBy(Enrolment, { memberId: id });
  const taken = new Set(enrolments.filter(({ state }) => state !== 'withdrawn').map(({ programmeId }) => programmeId));
  const offered = await db.find(Programme, { where: { entry: 'offered' }, order: { rank: 'ASC', id: 'ASC' } });
  return offered.filter((programme) => !taken.has(programme.id) && fits(programme, organisation));
}

/** Whether a programme is for the people of an organisation. */
export function fits(
  { sectors, emergingTechnology }: Pick<Programme, 'sectors' | 'emergingTechnology'>,
  organisation: Pick<Organisation, 'sector' | 'emergingTechnology'>,
): boolean {
  const { sector } = organisation;
  return (
    (!sectors || (sector !== null && sectors.includes(sector))) &&
    (!emergingTechnology || organisation.emergingTechnology)
  );
}
