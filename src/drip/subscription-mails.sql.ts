const MEMBER = `
  d.id, m.id as "memberId", m.name, m.address, o.name as organisation, o.nation, p.slug as programme, p.title as "programmeTitle"`;
const MAY_BE_MAILED = `
  d.id = any($1::bigint[]) and m.address is not null
  and not exists (select from suppression x where x.address_hash = m.address_hash)`;

/** Of members that have a first lesson before them. */
export const WELCOMES_TO_SEND = `
  select distinct on (d.id) ${MEMBER}, c.next_due_at as "nextDueAt", c.zone
  from delivery d
  join member m on m.id = d.subject_id
  join organisation o on o.id = m.organisation_id and o.ended_at is null
  join cadence c on c.member_id = m.id and c.next_due_at is not null
  join enrolment e on e.member_id = m.id and e.state = 'active'
  join programme p on p.id = e.programme_id
  where ${MAY_BE_MAILED}
  order by d.id, (p.entry = 'asked') desc, e.created_at desc`;

/** Of actions that are still put off. */
export const REMINDERS_TO_SEND = `
  select ${MEMBER}, s.slug as step, l.id as "lessonDelivery", r.content->>'title' as title, r.content->>'action' as action,
    (select count(*)::int from step t where t.programme_id = p.id and t.retired_at is null and t.revision_id is not null and t.position <= s.position
       and (t.sectors is null or o.sector = any(t.sectors))) as number,
    (select count(*)::int from step t where t.programme_id = p.id and t.retired_at is null and t.revision_id is not null
       and (t.sectors is null or o.sector = any(t.sectors))) as of
  from delivery d
  join enrolment e on e.id = d.subject_id and e.state in ('active', 'finished')
  join step s on s.id = d.part_id
  join outcome x on x.enrolment_id = e.id and x.step_id = s.id and x.outcome = 'later'
  join programme p on p.id = e.programme_id
  join member m on m.id = e.member_id
  join organisation o on o.id = m.organisation_id and o.ended_at is null
  join lateral (
    select id, content_id from delivery
    where kind = 'lesson' and subject_id = e.id and part_id = s.id order by round desc limit 1) l on true
  join revision r on r.id = l.content_id
  where ${MAY_BE_MAILED}`;

/** With how many of the programme's lessons came and how many are complete. */
export const CLOSINGS_TO_SEND = `
  select ${MEMBER}, p.closing,
    (select count(distinct l.part_id)::int from delivery l where l.kind = 'lesson' and l.subject_id = e.id and l.state in ('sent', 'unconfirmed')) as steps,
    (select count(*)::int from completion k where k.enrolment_id = e.id) as done
  from delivery d
  join enrolment e on e.id = d.subject_id
  join programme p on p.id = e.programme_id and p.closing is not null
  join member m on m.id = e.member_id
  join organisation o on o.id = m.organisation_id and o.ended_at is null
  where ${MAY_BE_MAILED}`;
