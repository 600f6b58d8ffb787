import type { EntityManager } from 'typeorm';
import { MAILED } from './lesson.sql.js';

/** What the people of an organisation did in a span of time. */
export interface OrganisationWeek {
  id: string;
  name: string;
  /** who takes part now, or did something in that time */
  people: number;
  /** lessons mailed */
  mailed: number;
  /** people who answered something, or said what became of an action */
  took: number;
  /** lessons that became complete */
  done: number;
}

/** What happened at organisations from one instant up to, and without, another; by name. Erased people do not count. */
export async function weekOfOrganisations(
  db: EntityManager,
  organisationIds: string[],
  from: Date,
  to: Date,
): Promise<OrganisationWeek[]> {
  return db.query(WEEK, [organisationIds, from, to]);
}

const WEEK = `
  select o.id, o.name, f.*
  from organisation o cross join lateral (
    select (count(*) filter (where w.on or w.took))::int as people, coalesce(sum(w.mailed), 0)::int as mailed,
      (count(*) filter (where w.took))::int as took, coalesce(sum(w.done), 0)::int as done
    from member m cross join lateral (
      select exists (select from enrolment e where e.member_id = m.id and e.state = 'active')
          and not exists (select from suppression x where x.address_hash = m.address_hash) as on,
        (select count(*) from delivery d where d.recipient_id = m.id and d.kind = 'lesson' and d.round = 0
          and d.state in ${MAILED} and d.due_at >= $2 and d.due_at < $3) as mailed,
        exists (select from answer a where a.member_id = m.id and a.answered_at >= $2 and a.answered_at < $3)
          or exists (select from outcome x join enrolment e on e.id = x.enrolment_id
            where e.member_id = m.id and x.at >= $2 and x.at < $3) as took,
        (select count(*) from completion k join enrolment e on e.id = k.enrolment_id
          where e.member_id = m.id and k.completed_at >= $2 and k.completed_at < $3) as done
    ) w
    where m.organisation_id = o.id and m.erased_at is null
  ) f
  where o.id = any($1::bigint[]) and o.ended_at is null
  order by lower(o.name), o.id`;
