import { LESSONS_OF } from '../lesson.sql.js';

/** $1: an organisation, or null for all. In the order of keys, so that nothing has to be sorted as a whole. */
export const COMPLETIONS = `
  select o.name as organisation, m.id as member, m.name, m.address, p.slug as programme, s.slug as step,
    r.content->>'title' as lesson, l.mailed_at as "mailedAt", l.started_at as "startedAt", l.done_at as "doneAt"
  from member m
  join organisation o on o.id = m.organisation_id
  join enrolment e on e.member_id = m.id
  join programme p on p.id = e.programme_id
  cross join lateral (${LESSONS_OF('e.id')}) l
  join step s on s.id = l.step_id
  left join revision r on r.id = s.revision_id
  where ($1::bigint is null or m.organisation_id = $1) and m.erased_at is null
  order by m.id, e.id, s.position, s.id`;

export const MEMBERS = `
  select o.name as organisation, m.id as member, m.name, m.address,
    case when exists (select from suppression x where x.address_hash = m.address_hash) then 'left'
      when m.confirmed_at is null then 'invited' when c.paused_until > $2 then 'paused'
      when c.next_due_at is null then 'nothing ahead' else 'active' end as state,
    m.created_at as since, m.confirmed_at as "confirmedAt", c.paused_until as "pausedUntil", c.weekday,
    to_char(c.time, 'HH24:MI') as time, c.zone,
    (select string_agg(p.slug || ' ' || e.state, '; ' order by e.id)
     from enrolment e join programme p on p.id = e.programme_id where e.member_id = m.id) as programmes,
    f.mailed, f.started, f.done
  from member m
  join organisation o on o.id = m.organisation_id
  left join cadence c on c.member_id = m.id
  cross join lateral (
    select count(*)::int as mailed, count(l.started_at)::int as started, count(l.done_at)::int as done
    from enrolment e cross join lateral (${LESSONS_OF('e.id')}) l where e.member_id = m.id
  ) f
  where ($1::bigint is null or m.organisation_id = $1) and m.erased_at is null
  order by m.id`;

/** Of mails that are not a member's (to staff, to who signs up) the recipient is another number, which is not shown. */
export const DELIVERIES = `
  select d.id as delivery, d.kind, o.name as organisation, m.id as member, p.slug as programme, s.slug as step, d.round,
    d.state, d.due_at as "dueAt", d.sent_at as "sentAt", d.attempts, d.reply
  from delivery d
  left join member m on m.id = d.recipient_id
    and (m.address_hash = d.address_hash or d.kind in ('lesson', 'reminder', 'welcome', 'closing', 'nudge'))
  left join organisation o on o.id = m.organisation_id
  left join step s on s.id = d.part_id and d.kind in ('lesson', 'reminder')
  left join programme p on p.id = s.programme_id
  where $1::bigint is null or m.organisation_id = $1
  order by d.id`;

/**
 * No name, no address, no organisation; of the time only the week, and in an order that says nothing: so nobody is known
 * again by comparing with an export that has names. Choices are counted from 1.
 */
export const ANSWERS = `
  select m.export_key as member, p.slug as programme, s.slug as step, a.question_id as question, r.number as revision,
    a.look_back as "lookBack",
    row_number() over (partition by m.export_key, s.id, a.question_id, a.delivery_id order by a.id)::int as try,
    array(select place + 1 from unnest(a.chosen) place order by 1) as chosen, a.correct,
    to_char(date_trunc('week', a.answered_at at time zone 'UTC'), 'YYYY-MM-DD') as week
  from answer a
  join member m on m.id = a.member_id
  join step s on s.id = a.step_id
  join programme p on p.id = s.programme_id
  join revision r on r.id = a.revision_id
  order by m.export_key, s.id, a.question_id, a.delivery_id, a.id`;
