/** The last time a member took a programme goes on, where it is in one of these states. */
export const RESUME = `
  with resumed as (
    update enrolment e set state = $3
    where member_id = any($1::bigint[]) and programme_id = $2 and state = any($4)
      and not exists (select from enrolment later
        where later.member_id = e.member_id and later.programme_id = e.programme_id and later.id > e.id)
    returning member_id
  ) select member_id from resumed`;

/**
 * Gives members who take part and wait for no slot yet their first: after an instant, or so many hours after the next
 * daylight, and never within a week of the last.
 */
export const FIRST_SLOTS = `
  update cadence set next_due_at = sending_slot(weekday, time, zone, greatest(
    case when $3 = 0 then $2 else sending_hours($2, zone) + make_interval(hours => $3) end,
    ((last_due_at at time zone zone) + interval '6 days') at time zone zone + interval '12 hours'))
  where member_id = any($1::bigint[]) and next_due_at is null
    and exists (select from enrolment e where e.member_id = cadence.member_id and e.state = 'active')`;
