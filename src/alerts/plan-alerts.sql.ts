import { inAudience, MAY_GET_ALERTS } from './audience.sql.js';

/** Alerts whose time has come begin. Parameter: now. */
export const BEGIN = `
  update alert set state = 'planning', started_at = $1 where state = 'scheduled' and send_at <= $1`;

/** The alert to work on, if no other instance does. */
export const TAKE = `
  select id, sector, nation, size, programme_id as "programmeId", planned_to as "plannedTo"
  from alert where state = 'planning' order by started_at, id limit 1 for update skip locked`;

/**
 * One set of deliveries of an alert that was taken: the next members by id. A member has one delivery of an alert at most:
 * unique by kind, subject (the alert) and part (the member). What is asked comes as parameters and not by a join, or each
 * set would read all members. This is the one place where `alerts` writes the table of `mail`.
 *
 * Parameters: now, members at the most, hours after which it is worth nothing any more, the alert, up to which member it
 * is planned, sector, nation, size, programme.
 */
export const PLAN_SET = `
  with reached as materialized (
    select m.id, m.address_hash, coalesce(c.zone, (select zone from centre)) as zone
    from member m
    join organisation o on o.id = m.organisation_id
    left join cadence c on c.member_id = m.id
    where m.id > $5 and ${MAY_GET_ALERTS}
      and ${inAudience(6)}
    order by m.id
    limit $2
  ),
  written as (
    insert into delivery (kind, subject_id, part_id, recipient_id, address_hash, urgent, ahead, zone, due_at, expires_at, next_try_at)
    select 'alert', $4, id, id, address_hash, false, true, zone, $1, $1::timestamptz + make_interval(hours => $3), sending_hours($1, zone)
    from reached
    on conflict do nothing
  )
  update alert set
    planned_to = coalesce((select max(id) from reached), planned_to),
    state = case when (select count(*) from reached) < $2 then 'planned' else state end
  where id = $4`;
