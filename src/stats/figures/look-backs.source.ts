import { MAILED } from '../lesson.sql.js';
import { AUDIENCE, type Source, weekOf } from './source.js';
import { FIRST_TRIES } from './tries.sql.js';

/** Weeks since the question's own lesson, in three spans. */
const span = (days: string) => `case when ${days} < 18 then 1 when ${days} < 60 then 5 else 13 end`;

/**
 * First tries at questions that came back, by the week of the answer, by how long ago their lesson was (up to 2 weeks: 1;
 * up to 8: 5; longer: 13) and by whether they were known in it: right at the first try. `people_right`
 * and `people_wrong` are distinct within a week.
 */
export const lookBacksSource: Source = {
  table: 'look_back_total',
  keys: ['week', 'programme_id', 'weeks_after', 'knew'],
  sums: ['answers', 'correct', 'people_right', 'people_wrong'],
  facts: (which) => `
    select ${AUDIENCE}, week, programme_id, weeks_after, knew, count(*)::int as answers,
      sum(correct::int)::int as correct, bool_or(correct)::int as people_right, bool_or(not correct)::int as people_wrong
    from (
      select o.id, o.sector, o.size, o.nation, o.member_id, ${weekOf('o.answered_at')} as week, t.programme_id,
        ${span('extract(day from asked.due_at - own.due_at)')} as weeks_after, coalesce(first.correct, false) as knew, o.correct
      from (${FIRST_TRIES(which)}) o
      join step t on t.id = o.step_id
      join delivery asked on asked.id = o.delivery_id
      left join (${FIRST_TRIES(which)}) first on first.member_id = o.member_id and first.step_id = o.step_id
        and first.question_id = o.question_id and not first.look_back
      cross join lateral (
        select max(d.due_at) as due_at from delivery d
        where d.recipient_id = o.member_id and d.kind = 'lesson' and d.part_id = o.step_id and d.state in ${MAILED}
          and d.due_at < asked.due_at
      ) own
      where o.look_back and own.due_at is not null
    ) o
    group by o.id, sector, size, nation, member_id, week, programme_id, weeks_after, knew`,
};
