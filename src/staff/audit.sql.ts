/** An organisation's entries are also those of what went into it. */
const OF_ORGANISATION = `
  a.organisation_id = any(array(select id from organisation where id = $1 or merged_into = $1))`;

/**
 * Entries that are searched for, newest first. Parameters, null where nothing is asked: organisation, older than which entry,
 * member, account or `none`, act, from, to, part of an organisation's name; how many.
 */
export const LIST = `
  select a.id, a.at, a.actor, a.act, o.name as organisation,
    case when o.merged_into is null then a.organisation_id end as "organisationId",
    a.member_id as "memberId", nullif(m.name, '') as member, a.detail
  from audit a
  left join organisation o on o.id = a.organisation_id
  left join member m on m.id = a.member_id
  where ($1::bigint is null or ${OF_ORGANISATION})
    and ($2::bigint is null or a.id < $2)
    and ($3::bigint is null or a.member_id = $3)
    and ($4::text is null or case $4 when 'none' then a.staff_user_id is null else a.staff_user_id = $4::uuid end)
    and ($5::text is null or a.act = $5)
    and ($6::timestamptz is null or a.at >= $6)
    and ($7::timestamptz is null or a.at < $7)
    and ($8::text is null or lower(o.name) like $8)
  order by a.id desc limit $9`;

/** Who did something to an organisation. */
export const ACTORS_OF = `
  select a.staff_user_id as id, max(a.actor) as address from audit a
  where ${OF_ORGANISATION} and a.staff_user_id is not null
  group by 1 order by 2`;
