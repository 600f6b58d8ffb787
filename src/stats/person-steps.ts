import type { EntityManager } from 'typeorm';
import { LESSONS_OF, TAKING } from './lesson.sql.js';

/** Where somebody stands with the lessons of a programme. Never what they answered. */
export interface PersonSteps {
  memberId: string;
  name: string;
  address: string;
  state: 'active' | 'finished' | 'withdrawn';
  /** lessons that reached them, by the step's id; instants in ISO */
  lessons: Record<string, { mailedAt: string | null; startedAt: string | null; doneAt: string | null }>;
  /** ids of steps they need not take, those among them that they did all the same too */
  waived: string[];
}

/** People on a page. */
export const PEOPLE = 100;

/** The people of an organisation in one programme, by name. @param page from 0 on */
export async function personSteps(
  db: EntityManager,
  organisationId: string,
  programme: string,
  page: number,
): Promise<PersonSteps[]> {
  return db.query(PAGE_OF_PEOPLE, [organisationId, programme, PEOPLE, page * PEOPLE]);
}

const PAGE_OF_PEOPLE = `
  with page as materialized (
    select t.id, t.state, m.id as member_id, m.name, m.address
    from (${TAKING}) t join programme p on p.id = t.programme_id and p.slug = $2 join member m on m.id = t.member_id
    order by lower(m.name), m.address, m.id limit $3 offset $4
  )
  select page.member_id as "memberId", page.name, page.address, page.state,
    coalesce((select jsonb_object_agg(l.step_id::text,
        jsonb_build_object('mailedAt', l.mailed_at, 'startedAt', l.started_at, 'doneAt', l.done_at))
      from (${LESSONS_OF('page.id')}) l), '{}') as lessons,
    array(select v.step_id::text from waiver v where v.enrolment_id = page.id) as waived
  from page order by lower(page.name), page.address, page.member_id`;
