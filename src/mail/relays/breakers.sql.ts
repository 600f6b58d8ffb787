/** Counts failures; at so many in a row the breaker opens. Parameters: relay, failures, most, now, reason, said, when to try. */
export const FAILED = `
  update relay set failures = failures + $2,
    opened_at = case when failures + $2 >= $3 then $4::timestamptz end,
    reason = case when failures + $2 >= $3 then $5 end,
    said = case when failures + $2 >= $3 then $6 else said end,
    times_opened = case when failures + $2 >= $3 then 1 else 0 end,
    probe_at = case when failures + $2 >= $3 then $7::timestamptz end
  where name = $1 and opened_at is null
  returning opened_at is not null as opened`;

/** One worker gets the try. Parameters: relay, lease, now. */
export const LEASE = `
  update relay set lease_id = $2, lease_until = now() + interval '3 minutes'
  where name = $1 and opened_at is not null and probe_at <= $3 and (lease_until is null or lease_until <= now())
  returning 1`;

/** Parameters: relay, lease. */
export const LEAVE = `update relay set lease_id = null, lease_until = null where name = $1 and lease_id = $2`;

/** Parameters: relay, lease, times it was opened, now, reason, said, when to try. */
export const REOPEN = `
  update relay set opened_at = coalesce(opened_at, $4), times_opened = $3, reason = $5, said = $6, probe_at = $7,
    failures = 0, lease_id = null, lease_until = null
  where name = $1 and lease_id = $2`;

/** Parameters: relay, lease, now. */
export const CLOSE = `
  update relay set opened_at = null, reason = null, times_opened = 0, probe_at = null, failures = 0, closed_at = $3,
    lease_id = null, lease_until = null
  where name = $1 and lease_id = $2
  returning 1`;

/** Parameter: relay. */
export const WELL = 'update relay set failures = 0 where name = $1';
