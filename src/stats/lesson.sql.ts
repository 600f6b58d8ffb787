/** States of a lesson's delivery in which it counts as mailed: the relay took it, or may have. */
export const MAILED = `('sent', 'unconfirmed')`;

/**
 * Whether somebody began a lesson, whichever round of it: the first posted answer or outcome. What is complete was begun,
 * even when its answers are not kept any more.
 * @param delivery name of a lesson's delivery in the query
 */
export const BEGUN = (delivery: string) => `(
  exists (select from completion k where k.enrolment_id = ${delivery}.subject_id and k.step_id = ${delivery}.part_id)
  or exists (select from outcome x where x.enrolment_id = ${delivery}.subject_id and x.step_id = ${delivery}.part_id)
  or exists (select from delivery b join answer a on a.delivery_id = b.id
    where b.kind = 'lesson' and b.subject_id = ${delivery}.subject_id and b.part_id = ${delivery}.part_id))`;

/**
 * The lessons of an enrolment, one row each, whatever rounds there were: step_id, mailed_at, started_at, done_at. One that
 * was begun before its mail could be handed over (on the member's own page) counts too; one that is waived does not, unless it is complete.
 * @param enrolment expression for the enrolment's id
 */
export const LESSONS_OF = (enrolment: string) => `
  select round.step_id, mailed_at, least(answered_at, x.at, k.completed_at) as started_at, k.completed_at as done_at
  from (
    select d.part_id as step_id, min(coalesce(d.sent_at, d.due_at)) filter (where d.state in ${MAILED}) as mailed_at,
      min((select min(a.answered_at) from answer a where a.delivery_id = d.id)) as answered_at
    from delivery d where d.kind = 'lesson' and d.subject_id = ${enrolment} and d.attempts > 0 group by d.part_id
  ) round
  left join outcome x on x.enrolment_id = ${enrolment} and x.step_id = round.step_id
  left join completion k on k.enrolment_id = ${enrolment} and k.step_id = round.step_id
  where num_nonnulls(mailed_at, answered_at, x.at, k.completed_at) > 0
    and (k.step_id is not null
      or not exists (select from waiver v where v.enrolment_id = ${enrolment} and v.step_id = round.step_id))`;

/**
 * Who of an organisation takes what, by their newest enrolment in each programme: id, member_id, programme_id, state.
 * Who was asked and has not said yes, and who was erased, does not count. $1: the organisation.
 */
export const TAKING = `
  select distinct on (e.member_id, e.programme_id) e.id, e.member_id, e.programme_id, e.state
  from enrolment e join member m on m.id = e.member_id
  where m.organisation_id = $1 and m.erased_at is null and e.state <> 'invited'
  order by e.member_id, e.programme_id, e.id desc`;
