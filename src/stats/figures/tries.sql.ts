/**
 * First tries, one row each: of a lesson's own questions once for each member, of a look-back's once each time they were
 * asked. @param which a condition on `o`, the member's organisation
 */
export const FIRST_TRIES = (which: string): string => `
  select distinct on (a.member_id, a.step_id, a.question_id, a.look_back, case when a.look_back then a.delivery_id end)
    a.member_id, a.step_id, a.question_id, a.look_back, a.delivery_id, a.revision_id, a.chosen, a.correct, a.answered_at,
    o.id, o.sector, o.size, o.nation
  from answer a
  join member m on m.id = a.member_id
  join organisation o on o.id = m.organisation_id
  where ${which}
  order by a.member_id, a.step_id, a.question_id, a.look_back, case when a.look_back then a.delivery_id end, a.id`;
