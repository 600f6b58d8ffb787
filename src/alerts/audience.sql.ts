/** Of an enrolment `e`: the member takes part, or has had all of it. */
const TAKES_PART = `e.member_id = m.id and e.state in ('active', 'finished')`;

/**
 * Whether a member `m` of an organisation `o` may get alerts at all: confirmed, taking part, not suppressed, and not without alerts by own wish.
 * A pause is one of lessons: it does not stop a warning.
 */
export const MAY_GET_ALERTS = `
  m.confirmed_at is not null and m.address is not null and m.erased_at is null and m.alerts_off_at is null and o.ended_at is null
  and exists (select from enrolment e where ${TAKES_PART})
  and not exists (select from suppression x where x.address_hash = m.address_hash)`;

/**
 * Whether a member `m` of an organisation `o` is of an audience: of all that it names.
 * @param first the number of the first of four parameters: sector, nation, size, programme; null where it names nothing
 */
export const inAudience = (first: number): string => `
  ($${first}::text is null or o.sector = $${first})
  and ($${first + 1}::text is null or o.nation = $${first + 1})
  and ($${first + 2}::text is null or o.size = $${first + 2})
  and ($${first + 3}::bigint is null or exists (select from enrolment e where ${TAKES_PART} and e.programme_id = $${first + 3}))`;

/** How many people an alert reaches if it goes now. Parameters: sector, nation, size, programme. */
export const REACH = `
  select count(*)::int as people
  from member m join organisation o on o.id = m.organisation_id
  where ${MAY_GET_ALERTS} and ${inAudience(1)}`;
