import type { EntityManager } from 'typeorm';
import { quietAt } from '../centre/quiet.sql.js';
import { BEGUN, MAILED } from './lesson.sql.js';

/** Somebody who has let lessons lie. */
export interface NeedsNudge {
  memberId: string;
  organisationId: string;
  name: string;
  address: string;
  /** lessons mailed of late and not begun */
  waiting: number;
  /** when they were last nudged */
  nudgedAt: Date | null;
}

/**
 * Who of these organisations may need a nudge: takes part, is not paused and has not left; got two lessons or more in the
 * last fifteen days (none younger than a day counts: it may yet be read), and began none of them nor any other in that time.
 */
export async function needNudge(db: EntityManager, organisationIds: string[], now: Date): Promise<NeedsNudge[]> {
  return db.query(NEED_NUDGE, [organisationIds, now]);
}

/** Whoever may be mailed a nudge now, and in no week without sending: `m` is a member, `o` the organisation, `c` the cadence, $2 now. */
export const MAY_BE_NUDGED = `
  m.address is not null and m.confirmed_at is not null and (c.paused_until is null or c.paused_until <= $2)
  and o.ended_at is null and not ${quietAt('$2::timestamptz', 'c.zone')}
  and not exists (select from suppression x where x.address_hash = m.address_hash)`;

/** Lessons of the member `m` that could be taken up: mailed, not begun, of a programme that goes on. */
export const WAITING = `
  from delivery d
  join enrolment e on e.id = d.subject_id and e.state = 'active'
  join step s on s.id = d.part_id and s.retired_at is null
  where d.recipient_id = m.id and d.kind = 'lesson' and d.state in ${MAILED} and not ${BEGUN('d')}
    and not exists (select from waiver v where v.enrolment_id = e.id and v.step_id = s.id)`;

const NEED_NUDGE = `
  select m.id as "memberId", m.organisation_id as "organisationId", m.name, m.address, w.count as waiting, n.at as "nudgedAt"
  from member m
  join organisation o on o.id = m.organisation_id
  join cadence c on c.member_id = m.id
  left join nudge n on n.member_id = m.id
  cross join lateral (
    select count(distinct (d.subject_id, d.part_id))::int as count ${WAITING}
      and d.due_at > $2::timestamptz - interval '15 days' and d.due_at <= $2::timestamptz - interval '1 day'
  ) w
  where m.organisation_id = any($1::bigint[]) and ${MAY_BE_NUDGED} and w.count >= 2
    and not exists (select from answer a where a.member_id = m.id and a.answered_at > $2::timestamptz - interval '15 days')
    and not exists (select from outcome x join enrolment e on e.id = x.enrolment_id
      where e.member_id = m.id and x.at > $2::timestamptz - interval '15 days')
  order by lower(m.name), m.address, m.id`;
