import { quietAt } from '../centre/quiet.sql.js';

/** Did not reach its member and is in nobody's hands; or is about to expire, and whoever holds it leaves it alone. */
const LAPSED = (delivery: string) =>
  `(${delivery}.state in ('expired', 'cancelled', 'refused') or (${delivery}.state in ('planned', 'deferred') and ${delivery}.expires_at <= $1))`;

/**
 * Planning, in one statement: takes cadences whose slot has come, writes at most one lesson for each, finishes enrolments
 * that have nothing left, and moves each cadence to its first slot after now: after an outage nobody gets a burst.
 * A slot in a week without sending passes unused, as in a pause; what is planned before one expires at its first midnight.
 * This is the one place where `drip` writes tables of `enrolments` and `mail`.
 *
 * Parameters: now, members at the most, hours of lateness, minutes to spread a slot over (not beyond 20:00, or it would
 * wait for the morning).
 */
export const PLAN = `
  with due as materialized (
    select c.member_id, c.weekday, c.time, c.zone, c.next_due_at, c.paused_until, m.address_hash, o.sector,
      m.address is null or o.ended_at is not null as gone,
      make_interval(mins => (c.member_id % greatest(1, least($4, extract(epoch from time '20:00' - c.time) / 60)::int))::int) as spread,
      next_slot(c.weekday, c.time, c.zone, $1) as next_slot
    from cadence c
    join member m on m.id = c.member_id
    join organisation o on o.id = m.organisation_id
    where c.next_due_at <= $1
    order by c.next_due_at
    limit $2
    for update of c skip locked
  ),
  -- the slot that a lesson now would be for is the last that has come
  slot as materialized (
    select *, greatest(next_due_at, ((next_slot at time zone zone) - interval '7 days') at time zone zone) as due_at,
      case when ${quietAt('next_slot', 'zone')} then sending_slot(weekday, time, zone, $1) else next_slot end as next_sending
    from due
  ),
  lasting as materialized (
    select *, least(due_at + make_interval(hours => $3),
      (select min(q.first_day)::timestamp at time zone slot.zone from quiet_week q
       where q.first_day > (due_at at time zone slot.zone)::date)) as expires_at
    from slot
  ),
  open as materialized (
    select * from lasting
    where not gone and expires_at > $1 and not ${quietAt('due_at', 'zone')}
      and (paused_until is null or paused_until <= due_at)
      and not exists (select from suppression s where s.address_hash = lasting.address_hash)
  ),
  -- each enrolment that may have its turn, with its first live step that is not waived and has in no round reached the member yet
  turn as materialized (
    select open.member_id, e.id as enrolment_id, p.rank, e.last_planned_at, p.closing, step.id as step_id, step.revision_id
    from open
    join enrolment e on e.member_id = open.member_id and e.state = 'active'
    join programme p on p.id = e.programme_id
    left join lateral (
      select s.id, s.revision_id from step s
      where s.programme_id = e.programme_id and s.retired_at is null and s.revision_id is not null
        and (s.sectors is null or open.sector = any(s.sectors))
        and s.id <> all (array(
          select d.part_id from delivery d where d.kind = 'lesson' and d.subject_id = e.id and not ${LAPSED('d')}
          union all select w.step_id from waiver w where w.enrolment_id = e.id))
      order by s.position
      limit 1
    ) step on true
    where p.entry <> 'everyone' or p.after_programme is null or exists (
      select from enrolment other
      join programme q on q.id = other.programme_id and q.slug = p.after_programme
      join step s on s.programme_id = q.id and s.position >= p.after_position
      join delivery d on d.kind = 'lesson' and d.subject_id = other.id and d.part_id = s.id
      where other.member_id = open.member_id and d.state in ('sent', 'unconfirmed', 'bounced'))
  ),
  -- one lesson a week over all programmes: the lowest rank first, equals in turn
  lesson as materialized (
    select distinct on (member_id) * from turn
    where step_id is not null
    order by member_id, rank, last_planned_at nulls first, enrolment_id
  ),
  written as (
    insert into delivery (kind, subject_id, part_id, content_id, recipient_id, address_hash, urgent, zone, due_at, expires_at, next_try_at)
    select 'lesson', enrolment_id, step_id, revision_id, member_id, open.address_hash, false, open.zone, open.due_at,
      open.expires_at, open.due_at + open.spread
    from lesson join open using (member_id)
    on conflict (kind, subject_id, part_id, round) do update set
      state = 'planned', content_id = excluded.content_id, due_at = excluded.due_at, expires_at = excluded.expires_at,
      next_try_at = excluded.next_try_at, zone = excluded.zone, address_hash = excluded.address_hash,
      attempts = 0, batch_id = null, claim_id = null, reply = null
    where ${LAPSED('delivery')}
  ),
  taken as (
    update enrolment set last_planned_at = $1 from lesson where id = lesson.enrolment_id
  ),
  finished as (
    update enrolment set state = 'finished', finished_at = $1 from turn
    where id = turn.enrolment_id and turn.step_id is null
    returning id, enrolment.member_id, turn.closing
  ),
  closed as (
    insert into delivery (kind, subject_id, recipient_id, address_hash, urgent, zone, due_at, expires_at, next_try_at)
    select 'closing', finished.id, member_id, open.address_hash, false, open.zone, open.due_at,
      open.expires_at, open.due_at + open.spread
    from finished join open using (member_id)
    where finished.closing is not null
    on conflict do nothing
  ),
  -- the lateral join asks the index once for each member; an "exists" would read all enrolments
  moved as (
    update cadence set
      last_due_at = case when lesson.member_id is null then last_due_at else slot.due_at end,
      next_due_at = case when going.on then slot.next_sending end
    from slot
    left join lesson using (member_id)
    left join lateral (
      select true as on from enrolment e
      where e.member_id = slot.member_id and e.state = 'active' and e.id <> all (array(select id from finished))
      limit 1
    ) going on true
    where cadence.member_id = slot.member_id
  )
  select count(*)::int as slots from slot`;
