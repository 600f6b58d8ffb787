import type { EntityManager } from 'typeorm';
import type { EnrolmentState } from '../enrolments/enrolment.entity.js';

/** How somebody stands with a programme. */
export interface StandingEnrolment {
  id: string;
  programmeId: string;
  state: EnrolmentState;
  /** of the step that was asked about: whether it is complete, and whether it is waived */
  done: boolean;
  waived: boolean;
}

/** What decides whether something can be done with somebody. */
export interface Standing {
  id: string;
  name: string;
  address: string;
  /** left, complained, bounced: gets no more mail of a subscription, and nobody but the person changes that */
  suppressed: boolean;
  /** whether the person has agreed to lessons */
  agreed: boolean;
  weekday: number;
  /** `HH:MM` */
  time: string;
  zone: string;
  pausedUntil: Date | null;
  enrolments: StandingEnrolment[];
}

/** How these people of an organisation stand, by name; who is erased or belongs to another is left out. @param stepId a step to ask about */
export async function standings(
  db: EntityManager,
  organisationId: string,
  memberIds: string[],
  stepId: string | null,
): Promise<Standing[]> {
  return db.query(STANDINGS, [organisationId, memberIds, stepId]);
}

const STANDINGS = `
  select m.id, m.name, m.address, m.confirmed_at is not null as agreed,
    exists (select from suppression x where x.address_hash = m.address_hash) as suppressed,
    c.weekday, to_char(c.time, 'HH24:MI') as time, c.zone, c.paused_until as "pausedUntil",
    coalesce((select jsonb_agg(jsonb_build_object('id', e.id::text, 'programmeId', e.programme_id::text, 'state', e.state,
        'done', exists (select from completion k where k.enrolment_id = e.id and k.step_id = $3),
        'waived', exists (select from waiver w where w.enrolment_id = e.id and w.step_id = $3)) order by e.id)
      from enrolment e where e.member_id = m.id), '[]') as enrolments
  from member m join cadence c on c.member_id = m.id
  where m.organisation_id = $1 and m.id = any($2::bigint[]) and m.erased_at is null
  order by lower(m.name), m.address_key, m.id`;
