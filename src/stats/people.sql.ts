import { MAILED } from './lesson.sql.js';

/** Kinds of mail that a coordinator may know of. */
const KINDS = `('lesson', 'welcome', 'invitation', 'notice', 'reminder', 'nudge', 'alert', 'closing', 'farewell')`;

/** Of several enrolments the one that tells how somebody stands: what goes on comes first, what everybody gets last. */
const MAIN = `
  select e.id, e.programme_id, e.state, p.title from enrolment e join programme p on p.id = e.programme_id
  where e.member_id = m.id
  order by array_position('{active,invited,finished,withdrawn}', e.state), p.entry = 'everyone', e.last_planned_at desc nulls last, e.id
  limit 1`;

/** The people of organisation $1, at $2, with the state they are in. */
export const PEOPLE = `
  select m.id, m.name, m.address, m.address_key, c.paused_until, c.zone, o.sector, x.reasons,
    main.id as enrolment_id, main.programme_id, main.title as programme,
    case
      when x.reasons && '{unsubscribed,complained,erased,staff}' then 'left'
      when main.state = 'active' and c.paused_until > $2 then 'paused'
      else coalesce(main.state, 'none')
    end as state
  from member m
  join organisation o on o.id = m.organisation_id
  join cadence c on c.member_id = m.id
  left join lateral (select array_agg(reason) as reasons from suppression s where s.address_hash = m.address_hash) x on true
  left join lateral (${MAIN}) main on true
  where m.organisation_id = $1 and m.erased_at is null`;

/** The newest mail that went to the person "p", or was to go. */
export const LAST = `
  left join lateral (
    select d.kind, d.state, d.part_id, coalesce(d.sent_at, d.due_at) as at from delivery d
    where d.recipient_id = p.id and d.kind in ${KINDS} and d.state in ('sent', 'unconfirmed', 'bounced', 'refused')
    order by coalesce(d.sent_at, d.due_at) desc, d.id desc limit 1
  ) last on true`;

/** What keeps lessons from the person "p"; wants "last". */
export const PROBLEM = `
  case when 'complained' = any(p.reasons) then 'complained'
    when 'bounced' = any(p.reasons) or last.state in ('bounced', 'refused') then 'bounced'
    when last.state = 'unconfirmed' then 'unconfirmed'
    when p.state = 'paused' then 'paused' end`;

/** Lessons that reached the person "p", and how many of them are complete; those waived count for neither. */
export const PROGRESS = `
  left join lateral (
    select count(*)::int as reached, count(k.step_id)::int as done
    from (
      select distinct d.subject_id, d.part_id, d.state in ${MAILED} as mailed from delivery d
      where d.recipient_id = p.id and d.kind = 'lesson' and d.attempts > 0
    ) l
    left join completion k on k.enrolment_id = l.subject_id and k.step_id = l.part_id
    where k.step_id is not null
      or l.mailed and not exists (select from waiver w where w.enrolment_id = l.subject_id and w.step_id = l.part_id)
  ) progress on true`;

/** The newest lesson that reached the person "p" in the programme that tells how they stand. */
export const STEP = `
  left join lateral (
    select s.position, s.revision_id from delivery d join step s on s.id = d.part_id
    where d.kind = 'lesson' and d.subject_id = p.enrolment_id and d.round = 0 and d.state in ${MAILED}
    order by d.due_at desc limit 1
  ) step on true`;

/** When the person "p" first began a lesson. */
export const STARTED = `(select min(s.started_at) from enrolment s where s.member_id = p.id)`;

const OF_PROGRAMME = `t.programme_id = p.programme_id and t.retired_at is null and (t.sectors is null or p.sector = any(t.sectors))`;

/** What a row shows of the person "p". */
export const SHOWN = `
  p.id, p.name, p.address, p.state, p.paused_until as "pausedUntil", p.zone, p.programme,
  case when step.position is not null then
    (select count(*)::int from step t where ${OF_PROGRAMME} and t.position <= step.position) end as number,
  (select count(*)::int from step t where ${OF_PROGRAMME}) as of,
  (select r.content->>'title' from revision r where r.id = step.revision_id) as title,
  ${STARTED} as "startedAt", progress.reached, progress.done, ${PROBLEM} as problem,
  case when last.kind is not null then jsonb_build_object('kind', last.kind, 'at', last.at, 'state', last.state) end as last`;
