import type { DataSource } from 'typeorm';

/** A programme, as the people of an organisation take it. */
export interface ProgrammeTaken {
  id: string;
  slug: string;
  title: string;
  summary: string;
  entry: 'asked' | 'offered' | 'everyone';
  sectors: string[] | null;
  emergingTechnology: boolean | null;
  active: number;
  finished: number;
  invited: number;
  /** who could be enrolled: they take part, may be mailed, and have never had to do with it */
  could: number;
}

/** Every programme, with who of an organisation takes it. */
export function programmesTaken(dataSource: DataSource, organisationId: string): Promise<ProgrammeTaken[]> {
  return dataSource.query(TAKEN, [organisationId]);
}

/** Members of an organisation `$1` who could be enrolled in programme `p`. */
export const COULD_TAKE = `
  m.organisation_id = $1 and m.address is not null and m.confirmed_at is not null
  and exists (select from enrolment e where e.member_id = m.id and e.state in ('active', 'finished'))
  and not exists (select from enrolment e where e.member_id = m.id and e.programme_id = p.id)
  and not exists (select from suppression s where s.address_hash = m.address_hash)`;

const TAKEN = `
  select p.id, p.slug, p.title, p.summary, p.entry, p.sectors, p.emerging_technology as "emergingTechnology",
    t.active, t.finished, t.invited,
    case when p.entry = 'everyone' then 0 else (select count(*)::int from member m where ${COULD_TAKE}) end as could
  from programme p cross join lateral (
    select count(*) filter (where e.state = 'active')::int as active,
      count(*) filter (where e.state = 'finished')::int as finished,
      count(*) filter (where e.state = 'invited')::int as invited
    from enrolment e join member m on m.id = e.member_id
    where e.programme_id = p.id and m.organisation_id = $1 and m.erased_at is null
  ) t
  where exists (select from step s where s.programme_id = p.id and s.retired_at is null and s.revision_id is not null)
    and (p.entry <> 'everyone' or t.active + t.finished > 0)
  order by p.rank, p.id`;
