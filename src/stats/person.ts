import type { EntityManager } from 'typeorm';
import type { EnrolmentState } from '../enrolments/enrolment.entity.js';
import type { DeliveryState } from '../mail/delivery.entity.js';
import type { SuppressionReason } from '../mail/suppression.entity.js';
import { LESSONS_OF } from './lesson.sql.js';
import type { PersonLine } from './people-list.js';
import { LAST, PEOPLE, PROGRESS, SHOWN, STEP } from './people.sql.js';

/** One person, for those who run the training. Never what they answered. */
export interface Person extends PersonLine {
  origin: 'sign-up' | 'roster';
  createdAt: Date;
  /** when they said yes */
  agreedAt: Date | null;
  weekday: number;
  /** `HH:MM` */
  time: string;
  nextDueAt: Date | null;
  /** why they get no more mail */
  reasons: SuppressionReason[];
  programmes: PersonProgramme[];
}

/** A programme that somebody takes or took. */
export interface PersonProgramme {
  enrolmentId: string;
  programmeId: string;
  title: string;
  /** everybody gets it who takes part */
  common: boolean;
  state: EnrolmentState;
  steps: PersonStep[];
}

/** Where somebody stands with a step. Instants in ISO. */
export interface PersonStep {
  stepId: string;
  /** from 1, among those they get */
  number: number;
  title: string;
  mailedAt: string | null;
  startedAt: string | null;
  doneAt: string | null;
  waived: { reason: string; at: string; by: string | null } | null;
  /** state of its newest round */
  mail: DeliveryState | null;
  rounds: number;
}

/** One person of an organisation; undefined: there is none. */
export async function person(
  db: EntityManager,
  organisationId: string,
  memberId: string,
  now: Date,
): Promise<Person | undefined> {
  const [head] = await db.query<[Omit<Person, 'programmes'>?]>(HEAD, [organisationId, now, memberId]);
  if (!head) return undefined;
  const programmes = await db.query<PersonProgramme[]>(PROGRAMMES, [memberId]);
  return { ...head, programmes };
}

/** What decides whether staff may change somebody's address. */
export async function addressed(
  db: EntityManager,
  memberId: string,
): Promise<{ agreed: boolean; reasons: SuppressionReason[]; bounced: boolean }> {
  const [row] = await db.query<[{ agreed: boolean; reasons: SuppressionReason[]; bounced: boolean }]>(ADDRESSED, [
    memberId,
  ]);
  return row;
}

const REASONS = `coalesce((select jsonb_agg(x.reason order by x.since) from suppression x where x.address_hash = m.address_hash), '[]')`;

/** Mail since then that arrived takes a bounce back. */
const ADDRESSED = `
  select m.confirmed_at is not null as agreed, ${REASONS} as reasons,
    coalesce((select d.state in ('bounced', 'refused') from delivery d
      where d.recipient_id = m.id and d.address_hash = m.address_hash and d.state in ('sent', 'bounced', 'refused')
      order by coalesce(d.sent_at, d.due_at) desc, d.id desc limit 1), false) as bounced
  from member m where m.id = $1`;

const HEAD = `
  select ${SHOWN}, m.origin, m.created_at as "createdAt", m.confirmed_at as "agreedAt", c.weekday,
    to_char(c.time, 'HH24:MI') as time, c.next_due_at as "nextDueAt", ${REASONS} as reasons
  from (${PEOPLE}) p join member m on m.id = p.id join cadence c on c.member_id = p.id ${LAST} ${PROGRESS} ${STEP}
  where p.id = $3`;

const PROGRAMMES = `
  with lesson as (
    select e.id as enrolment_id, l.* from enrolment e cross join lateral (${LESSONS_OF('e.id')}) l where e.member_id = $1
  ), listed as (
    select e.id as enrolment_id, s.id as step_id, r.content->>'title' as title, l.mailed_at, l.started_at, l.done_at,
      row_number() over (partition by e.id order by s.position, s.id)::int as number,
      case when w.step_id is not null then jsonb_build_object('reason', w.reason, 'at', w.at, 'by', coalesce(nullif(u.name, ''), u.email)) end as waived,
      d.state as mail, coalesce(d.round + 1, 0) as rounds
    from enrolment e
    join member m on m.id = e.member_id
    join organisation o on o.id = m.organisation_id
    join step s on s.programme_id = e.programme_id and (s.sectors is null or o.sector = any(s.sectors))
    join revision r on r.id = s.revision_id
    left join lesson l on l.enrolment_id = e.id and l.step_id = s.id
    left join waiver w on w.enrolment_id = e.id and w.step_id = s.id
    left join staff_user u on u.id = w.staff_user_id
    left join lateral (
      select state, round from delivery where kind = 'lesson' and subject_id = e.id and part_id = s.id order by round desc limit 1
    ) d on true
    where e.member_id = $1 and (s.retired_at is null or l.step_id is not null)
  )
  select e.id as "enrolmentId", p.id as "programmeId", p.title, p.entry = 'everyone' as common, e.state,
    (select jsonb_agg(jsonb_build_object('stepId', i.step_id::text, 'number', i.number, 'title', i.title, 'mailedAt', i.mailed_at,
        'startedAt', i.started_at, 'doneAt', i.done_at, 'waived', i.waived, 'mail', i.mail, 'rounds', i.rounds) order by i.number)
      from listed i where i.enrolment_id = e.id) as steps
  from enrolment e join programme p on p.id = e.programme_id
  where e.member_id = $1 and exists (select from listed i where i.enrolment_id = e.id)
  order by p.entry = 'everyone', e.id`;
