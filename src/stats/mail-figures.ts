import type { DataSource } from 'typeorm';

/** Figures of mail for operators, read without counting deliveries that are done with. */
export interface MailFigures {
  /** since the beginning, by kind and by how a hand-over ended */
  handedOver: { kind: string; state: string; mails: number }[];
  /** whose time has come and that nobody has handed over; no more than `MOST` are counted */
  backlog: number;
  /** of these, in the hands of workers */
  inHand: number;
  /** seconds of domain time since the time came of the oldest that no worker has */
  lag: number;
  /** what was heard of our mail in the last day, by class */
  events: { class: string; count: number }[];
}

/** More than so many that wait are not told apart. */
const MOST = 100_000;

/** @param now domain time */
export async function mailFigures(dataSource: DataSource, now: Date): Promise<MailFigures> {
  const [row] = await dataSource.query<[MailFigures]>(FIGURES, [now, MOST]);
  return row;
}

const FIGURES = `
  select
    (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'state', state, 'mails', mails)), '[]') from mail_count) as "handedOver",
    due.count + hand.count as backlog, hand.count as "inHand",
    coalesce(extract(epoch from $1::timestamptz - (
      select min(next_try_at) from delivery where batch_id is null and state in ('planned', 'deferred') and next_try_at <= $1)), 0)::float as lag,
    (select coalesce(jsonb_agg(jsonb_build_object('class', class, 'count', count)), '[]') from (
      select class, count(*)::int as count from mail_event where at > $1::timestamptz - interval '1 day' group by 1) events) as events
  from
    (select count(*)::int as count from (
       select from delivery where batch_id is null and state in ('planned', 'deferred') and next_try_at <= $1 limit $2) waiting) due,
    (select count(*)::int as count from (
       select from delivery where batch_id is not null and state in ('planned', 'deferred', 'sending') limit $2) held) hand`;
