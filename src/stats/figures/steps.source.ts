import { MAILED } from '../lesson.sql.js';
import { AUDIENCE, type Source, weekOf } from './source.js';

/**
 * Steps. All but `gone` are about lessons by the week they were mailed for, each once however often it was sent: how it
 * stands with them by now. `gone` counts people by the week they left, at the step last mailed to them.
 */
export const stepsSource: Source = {
  table: 'step_total',
  keys: ['week', 'step_id'],
  sums: ['mailed', 'complete', 'done', 'not_for_us', 'later', 'gone'],
  facts: (which) => `
    select ${AUDIENCE}, ${weekOf('d.due_at')} as week, d.part_id as step_id, 1 as mailed, (c.step_id is not null)::int as complete,
      (u.outcome is not distinct from 'done')::int as done, (u.outcome is not distinct from 'not-for-us')::int as not_for_us,
      (u.outcome is not distinct from 'later')::int as later, 0 as gone
    from delivery d
    join member m on m.id = d.recipient_id
    join organisation o on o.id = m.organisation_id
    left join completion c on c.enrolment_id = d.subject_id and c.step_id = d.part_id
    left join outcome u on u.enrolment_id = d.subject_id and u.step_id = d.part_id
    left join waiver w on w.enrolment_id = d.subject_id and w.step_id = d.part_id
    where d.kind = 'lesson' and d.state in ${MAILED} and w.step_id is null and ${which}
      and (d.round = 0 or not exists (
        select from delivery earlier where earlier.kind = 'lesson' and earlier.subject_id = d.subject_id
          and earlier.part_id = d.part_id and earlier.round < d.round and earlier.state in ${MAILED}))
    union all
    select ${AUDIENCE}, ${weekOf('left_at')}, last.step_id, 0, 0, 0, 0, 0, 1
    from member m
    join organisation o on o.id = m.organisation_id
    left join suppression s on s.address_hash = m.address_hash and s.reason = 'unsubscribed'
    cross join lateral (select least(s.since, m.erased_at) as left_at) at
    cross join lateral (
      select d.part_id as step_id from delivery d
      where d.recipient_id = m.id and d.kind = 'lesson' and d.state in ${MAILED} and d.due_at <= left_at
      order by d.due_at desc, d.id desc limit 1
    ) last
    where left_at is not null and ${which}`,
};
