import type { EntityManager } from 'typeorm';

/** Where a member stands with one lesson of a programme. */
export interface ListedStep {
  enrolmentId: string;
  stepId: string;
  /** from 1, among the lessons this member gets */
  number: number;
  title: string;
  state: 'complete' | 'waived' | 'received' | 'ahead';
  /** the delivery that brought it */
  deliveryId: string | null;
}

/** The lessons of a member's enrolments, in order: those for the member's sector or for all, and retired ones only where they were received. */
export async function stepLists(db: EntityManager, memberId: string): Promise<Map<string, ListedStep[]>> {
  const rows = await db.query<ListedStep[]>(STEPS, [memberId]);
  return new Map(Map.groupBy(rows, (row) => row.enrolmentId));
}

const STEPS = `
  select e.id as "enrolmentId", s.id as "stepId",
    row_number() over (partition by e.id order by s.position, s.id)::int as number,
    r.content->>'title' as title, d.id as "deliveryId",
    case when c.step_id is not null then 'complete' when w.step_id is not null then 'waived'
      when d.id is not null then 'received' else 'ahead' end as state
  from enrolment e
  join member m on m.id = e.member_id
  join organisation o on o.id = m.organisation_id
  join step s on s.programme_id = e.programme_id
  join revision r on r.id = s.revision_id
  left join lateral (
    select id from delivery where kind = 'lesson' and subject_id = e.id and part_id = s.id
      and state in ('sending', 'sent', 'deferred', 'unconfirmed', 'refused', 'bounced') and attempts > 0
    order by round desc limit 1
  ) d on true
  left join completion c on c.enrolment_id = e.id and c.step_id = s.id
  left join waiver w on w.enrolment_id = e.id and w.step_id = s.id
  where e.member_id = $1 and (s.sectors is null or o.sector = any(s.sectors)) and (s.retired_at is null or d.id is not null)
  order by e.id, s.position`;
