import { type EntityManager, Not } from 'typeorm';
import { fits } from '../../enrolments/offers.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { Programme } from '../../programmes/programme.entity.js';

/** A step that an organisation's people get. */
export interface StepChoice {
  id: string;
  title: string;
  programmeId: string;
  /** title of the programme */
  programme: string;
}

/** Programmes that an organisation's people can be put into: everybody's own come by themselves. */
export async function programmeChoices(db: EntityManager, organisation: Organisation): Promise<Programme[]> {
  const all = await db.find(Programme, { where: { entry: Not('everyone') }, order: { rank: 'ASC', id: 'ASC' } });
  const live = await db.query<{ id: string }[]>(
    'select distinct programme_id as id from step where retired_at is null and revision_id is not null',
  );
  const ids = new Set(live.map(({ id }) => id));
  return all.filter((programme) => ids.has(programme.id) && fits(programme, organisation));
}

/** Steps that are mailed to an organisation's people in what they take, programme by programme, in order. @param id only this one */
export function stepChoices(
  db: EntityManager,
  { id: organisationId, sector }: Organisation,
  id?: string,
): Promise<StepChoice[]> {
  return db.query(STEPS, [organisationId, sector, id ?? null]);
}

const STEPS = `
  select s.id, r.content->>'title' as title, p.id as "programmeId", p.title as programme
  from step s join revision r on r.id = s.revision_id join programme p on p.id = s.programme_id
  where s.retired_at is null and (s.sectors is null or $2 = any(s.sectors)) and ($3::bigint is null or s.id = $3)
    and exists (select from enrolment e join member m on m.id = e.member_id
      where e.programme_id = p.id and e.state <> 'withdrawn' and m.organisation_id = $1)
  order by p.rank, p.id, s.position`;
