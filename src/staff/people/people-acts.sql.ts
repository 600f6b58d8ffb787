/** An act and whom it was chosen for: $1 organisation, $2 wish, $3 names, $4 now, $5 members; strangers are left out. */
export const CHOOSE = `
  with act as (
    insert into people_act (organisation_id, wish, names, chosen_at) values ($1, $2, $3, $4) returning id
  ), chosen as (
    insert into people_act_member (act_id, member_id)
    select act.id, m.id from act, member m where m.id = any($5::bigint[]) and m.organisation_id = $1 and m.erased_at is null
  )
  select id from act`;

/** $1 id, $2 organisation, $3 now, $4 hours since it was chosen or done. */
export const CHOSEN_BY_ID = `
  select id, wish, names, done_at as "doneAt", undone_at as "undoneAt", touched, restored, left_out as "leftOut"
  from people_act
  where id = $1 and organisation_id = $2 and coalesce(done_at, chosen_at) > $3::timestamptz - make_interval(hours => $4)`;

/** $1 id, $2 now, $3 for how many it was done, $4 for how many not, by the reason. */
export const ACTED = `update people_act set done_at = $2, touched = $3, left_out = $4 where id = $1`;

/** Whom it was chosen for. */
export const CHOSEN = `select member_id as id from people_act_member where act_id = $1`;

/** $1 id, $2 now, $3 for how many it was undone. */
export const UNDONE = `update people_act set undone_at = $2, restored = $3 where id = $1`;

/** What undoing needs: $1 act, $2 rows. */
export const KEEP = `
  update people_act_member k set before = r.before, after = r.after
  from jsonb_to_recordset($2::jsonb) as r ("memberId" bigint, before jsonb, after jsonb)
  where k.act_id = $1 and k.member_id = r."memberId"`;

/** How those stood whom an act touched. */
export const TOUCHED = `
  select member_id as "memberId", before, after from people_act_member where act_id = $1 and after is not null order by member_id`;

/** $1 now, $2 hours. */
export const TIDY = `delete from people_act where coalesce(done_at, chosen_at) <= $1::timestamptz - make_interval(hours => $2)`;
