import type { DataSource } from 'typeorm';

/** An organisation among others. */
export interface OrganisationLine {
  id: string;
  name: string;
  sector: string | null;
  /** it gets nothing more */
  endedAt: Date | null;
  /** who takes part or is invited to */
  people: number;
  /** of these, who have begun a lesson */
  started: number;
  /** of these, who have come to the end of a programme */
  finished: number;
}

/** Which organisations. */
export interface OrganisationSearch {
  /** only those that this coordinator was given */
  coordinator?: string | undefined;
  /** part of the name */
  name?: string | undefined;
  /** from 0 on */
  page: number;
}

/** Organisations on a page of the list. */
export const PAGE = 50;

/** Organisations by name, with figures of their people; erased people do not count. @returns a page of them, and how many there are in all */
export async function organisationList(
  dataSource: DataSource,
  { coordinator, name = '', page }: OrganisationSearch,
): Promise<{ lines: OrganisationLine[]; total: number }> {
  const like = `%${name.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const [{ total }] = await dataSource.query<[{ total: number }]>(`select count(*)::int as total ${CHOSEN}`, [
    coordinator ?? null,
    like,
  ]);
  const lines = await dataSource.query<OrganisationLine[]>(LIST, [coordinator ?? null, like, PAGE, page * PAGE]);
  return { lines, total };
}

const CHOSEN = `
  from organisation o
  where ($1::uuid is null or exists (select from coordinator_of c where c.staff_user_id = $1 and c.organisation_id = o.id))
    and lower(o.name) like $2 and o.merged_into is null`;

/** Only the people of the page are counted. */
const LIST = `
  with chosen as (
    select o.id, o.name, o.sector, o.ended_at ${CHOSEN} order by lower(o.name), o.id limit $3 offset $4
  )
  select c.id, c.name, c.sector, c.ended_at as "endedAt", f.people, f.started, f.finished
  from chosen c cross join lateral (
    select count(*)::int as people,
      count(*) filter (where exists (select from enrolment e where e.member_id = m.id and e.started_at is not null))::int as started,
      count(*) filter (where exists (select from enrolment e where e.member_id = m.id and e.state = 'finished'))::int as finished
    from member m where m.organisation_id = c.id and m.erased_at is null
  ) f
  order by lower(c.name), c.id`;
