import { quietAt } from '../centre/quiet.sql.js';

/**
 * Lessons that may go as things are now: the member takes part, or has come to the end and gets one anew, and has neither
 * left nor paused; the step is live and not waived, and the slot in no week without sending.
 * Earlier lessons whose fate nobody knows are named, and once the programme that may follow. Parameter: ids of deliveries.
 */
export const LESSONS_TO_SEND = `
  select d.id, d.code, d.due_at as "dueAt", m.id as "memberId", m.name, m.address, o.name as organisation, o.nation,
    p.slug as programme, p.title as "programmeTitle", s.slug as step, d.content_id as "revisionId",
    (select count(*)::int from step t where t.programme_id = p.id and t.retired_at is null and t.revision_id is not null and t.position <= s.position
       and (t.sectors is null or o.sector = any(t.sectors))) as number,
    (select count(*)::int from step t where t.programme_id = p.id and t.retired_at is null and t.revision_id is not null
       and (t.sectors is null or o.sector = any(t.sectors))) as of,
    (select coalesce(jsonb_agg(jsonb_build_object('id', u.id::text, 'title', r.content->>'title') order by u.due_at), '[]')
     from delivery u join revision r on r.id = u.content_id
     where u.kind = 'lesson' and u.subject_id = e.id and u.state = 'unconfirmed' and u.due_at < d.due_at
       and not exists (select from waiver w where w.enrolment_id = e.id and w.step_id = u.part_id)
       and not exists (select from delivery later where later.kind = 'lesson' and later.subject_id = e.id
                         and later.state = 'sent' and later.due_at > u.due_at)) as missed,
    (select title from programme f
     where f.entry = 'offered' and f.after_programme = p.slug and f.after_position = s.position
       and (f.sectors is null or o.sector = any(f.sectors))
       and (f.emerging_technology is not true or o.emerging_technology)
       and not exists (select from enrolment x where x.member_id = m.id and x.programme_id = f.id)
     order by rank, id limit 1) as offer
  from delivery d
  join enrolment e on e.id = d.subject_id and e.state in ('active', 'finished')
  join programme p on p.id = e.programme_id
  join step s on s.id = d.part_id and s.retired_at is null
  join member m on m.id = d.recipient_id and m.address is not null
  join organisation o on o.id = m.organisation_id and o.ended_at is null
  join cadence c on c.member_id = m.id and (c.paused_until is null or c.paused_until <= greatest(d.due_at, d.next_try_at))
  where d.id = any($1::bigint[]) and d.kind = 'lesson' and not ${quietAt('d.due_at', 'd.zone')}
    and not exists (select from waiver w where w.enrolment_id = e.id and w.step_id = s.id)
    and not exists (select from suppression x where x.address_hash = m.address_hash)`;
