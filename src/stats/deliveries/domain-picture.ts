import type { DataSource } from 'typeorm';

/** How mail to a recipients' domain fared in the last seven days. */
export interface DomainLine {
  domain: string;
  sent: number;
  /** times it was put off */
  deferred: number;
  refused: number;
  unconfirmed: number;
  /** sent, and came back later */
  back: number;
  /** complained about */
  complaints: number;
  /** mails a minute it was slowed down to, if it asked for that lately */
  slowedTo: number | null;
}

/** Domains that most mail went to. @param now domain time */
export function domainPicture(dataSource: DataSource, now: Date, most: number): Promise<DomainLine[]> {
  return dataSource.query<DomainLine[]>(DOMAINS, [now, most]);
}

/** Of what came back the domain is that of the member's address now. */
const DOMAINS = `
  with counted as (
    select domain, sum(sent)::int as sent, sum(deferred)::int as deferred, sum(refused)::int as refused,
      sum(unconfirmed)::int as unconfirmed
    from domain_day where day > ($1::timestamptz at time zone 'UTC')::date - 7
    group by 1 order by sum(sent + refused + unconfirmed) desc, domain limit $2
  ), heard as (
    select split_part(m.address_key, '@', 2) as domain,
      count(distinct e.delivery_id) filter (where e.class in ('address', 'soft', 'ours'))::int as back,
      count(distinct e.address_hash) filter (where e.class = 'complaint')::int as complaints
    from mail_event e join member m on m.address_hash = e.address_hash
    where e.at > $1::timestamptz - interval '7 days' and e.source <> 'smtp' group by 1
  ), slowed as (
    select domain, min(slowed_to) as to from send_pace where slowed_at > $1::timestamptz - interval '1 hour' group by 1
  )
  select c.*, coalesce(h.back, 0) as back, coalesce(h.complaints, 0) as complaints, s.to as "slowedTo"
  from counted c left join heard h using (domain) left join slowed s using (domain)
  order by c.sent + c.refused + c.unconfirmed desc, domain`;
