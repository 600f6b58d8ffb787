import type { DataSource } from 'typeorm';

/** How it stands with a relay; instants are ISO, in domain time. */
export interface RelayStatus {
  /** host and port */
  name: string;
  /** of its breaker; `trying`: one mail is under way to see whether it is well again */
  state: 'closed' | 'open' | 'trying';
  /** why it is open. `ill`: it cannot be used; `ours`: too much of our mail was refused for our own sake */
  reason: 'ill' | 'ours' | null;
  since: string | null;
  /** when one mail tries */
  triesAt: string | null;
  /** its last words when it was opened, without addresses */
  said: string | null;
  /** in a row, while it is closed */
  failures: number;
  /** of the last hour: sent or refused; and of these, refused or sent back for our own sake */
  handedOver: number;
  ours: number;
}

/** Relays by name, in that order, as far as mail was ever to go there. @param now domain time */
export function relayStatus(dataSource: DataSource, names: string[], now: Date): Promise<RelayStatus[]> {
  return dataSource
    .query<RelayStatus[]>(RELAYS, [now, names])
    .then((rows) => rows.map((row) => ({ ...row, since: iso(row.since), triesAt: iso(row.triesAt) })));
}

const iso = (at: Date | string | null) => (at === null ? null : new Date(at).toISOString());

const RELAYS = `
  with ours as materialized (
    select d.relay_id, count(distinct d.id)::int as count
    from mail_event e join delivery d on d.id = e.delivery_id
    where e.at > $1::timestamptz - interval '1 hour' and e.class = 'ours' group by 1
  )
  select r.name, r.reason, r.opened_at as since, r.probe_at as "triesAt", case when opened_at is not null then r.said end as said, r.failures,
    case when opened_at is null then 'closed' when coalesce(lease_until > now(), false) then 'trying' else 'open' end as state,
    (select coalesce(sum(sent + refused), 0)::int from relay_minute m
     where m.relay_id = r.id and m.minute > $1::timestamptz - interval '1 hour') as "handedOver",
    coalesce((select count from ours where relay_id = r.id), 0) as ours
  from relay r where r.name = any($2) order by array_position($2, r.name)`;
