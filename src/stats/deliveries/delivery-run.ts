import type { DataSource } from 'typeorm';

/** How today's mail goes. Counts go no further than `MOST`. */
export interface DeliveryRun {
  /** planned for later today */
  later: number;
  /** whose time has come, and that no worker has */
  due: number;
  inHand: number;
  deferred: number;
  /** handed over today, by how that ended */
  sent: number;
  refused: number;
  unknown: number;
  /** hand-overs a minute in the last one to two minutes */
  rate: number;
}

/** Beyond so many nothing is counted. */
export const MOST = 100_000;

/** @param now domain time; @param midnight when the day began, and when it ends */
export async function deliveryRun(
  dataSource: DataSource,
  now: Date,
  [from, to]: [from: Date, to: Date],
): Promise<DeliveryRun> {
  const [row] = await dataSource.query<[DeliveryRun]>(RUN, [now, from, to, MOST]);
  return row;
}

const count = (where: string) => `(select count(*)::int from (select from delivery where ${where} limit $4) counted)`;

const RUN = `
  with today as materialized (
    select coalesce(sum(sent), 0)::int as sent, coalesce(sum(refused), 0)::int as refused,
      coalesce(sum(unconfirmed), 0)::int as unknown,
      coalesce(sum(sent + refused + unconfirmed + deferred) filter (
        where minute >= date_trunc('minute', $1::timestamptz) - interval '1 minute'), 0)::int as lately
    from relay_minute where minute >= $2 and minute <= $1
  )
  select
    ${count(`batch_id is null and state = 'planned' and next_try_at > $1 and next_try_at < $3`)} as later,
    ${count(`batch_id is null and state in ('planned', 'deferred') and next_try_at <= $1`)} as due,
    ${count(`batch_id is not null and state in ('planned', 'deferred', 'sending')`)} as "inHand",
    ${count(`state = 'deferred'`)} as deferred,
    sent, refused, unknown,
    (lately * 60 / (60 + extract(epoch from $1 - date_trunc('minute', $1::timestamptz))))::float as rate
  from today`;
