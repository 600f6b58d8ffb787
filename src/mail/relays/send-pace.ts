import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { HandOver } from '../lane.js';
import type { Claimed } from '../turn.js';
import type { Admitted, Paced } from './admitted.js';
import { domainOf } from './domain-of.js';
import { burst, halved, rateNow, usualRate, type Slowed } from './rates.js';
import { isThrottle, meansRelay } from './throttle.js';
import { WarmUp } from './warm-up.service.js';

/** How far ahead moments are given out, in milliseconds of domain time; who comes later asks again. */
const HORIZON = 15 * 60_000;
/** Real time for which what was read is believed, in milliseconds. */
const FRESH = 1000;
/** The pace of a relay as a whole. */
const WHOLE = '';

/**
 * The pace of mail to each recipients' domain and over each relay, kept for all workers in the database: a mail too many
 * gets a moment of its own to come back at (the "virtual scheduling" of ITU-T I.371). What somebody waits for counts and
 * never waits. Where nothing is limited, nothing is asked.
 */
@Injectable()
export class SendPace {
  private slowed = new Map<string, Slowed>();
  private readAt = -FRESH;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly warmUp: WarmUp,
  ) {}

  /** Which of these may go to the relay now; the others wait until a moment. */
  async admit(relay: Paced, claimed: Claimed[]): Promise<Admitted> {
    if (claimed.length === 0) return { go: [], wait: [] };
    const { go, wait, fullUntil } = await this.warmUp.admit(relay.id, claimed);
    await this.refresh();
    const asks = this.asks(relay, go);
    if (asks.length === 0) return { go, wait, ...(fullUntil && { fullUntil }) };
    const given = await this.reserve(relay.id, asks);
    const now = this.clock.now();
    const later = () => new Date(now.getTime() + HORIZON * (1 + Math.random()));
    const admitted: Claimed[] = [];
    // first what cannot wait, so that it takes no moment from the others
    for (const one of go.toSorted((a, b) => Number(free(b)) - Number(free(a)))) {
      const moments = one.delivery.reserved
        ? []
        : [given.get(domainOf(one.letter.to.address))?.(), given.get(WHOLE)?.()];
      const until = moments.includes(null) ? null : Math.max(0, ...moments.map((moment) => moment ?? 0));
      if (free(one) || (until !== null && until <= now.getTime())) admitted.push(one);
      else wait.push({ ...one, until: until === null ? later() : new Date(until), reserved: until !== null });
    }
    return { go: admitted, wait, ...(fullUntil && { fullUntil }) };
  }

  /** Hears of a refusal for now: if it says that we are too fast, the domain or the relay gets half as much for a while. */
  async heard(relay: Paced, domain: string, { state, reply, code, stage }: HandOver): Promise<void> {
    if (state === 'sent' || state === 'refused' || !isThrottle({ reply, ...(code && { code }) })) return;
    const whom = meansRelay({ reply, stage }) ? WHOLE : domain;
    await this.dataSource.query(SLOW, [relay.id, whom, this.clock.now(), halved(this.rate(relay, whom))]);
    this.readAt = -FRESH;
  }

  /** Mails a minute now; null: as many as there are. */
  private rate({ id, near }: Paced, domain: string): number | null {
    const usual = domain === WHOLE ? (this.config.smtpPerMinute ?? null) : usualRate(domain, near);
    return rateNow(usual, this.slowed.get(`${id} ${domain}`), this.clock.now());
  }

  private asks(relay: Paced, claimed: Claimed[]): Ask[] {
    const counted = claimed.filter(({ delivery }) => !delivery.reserved);
    const domains = Map.groupBy(counted, ({ letter }) => domainOf(letter.to.address));
    const wanted = [...domains, [WHOLE, counted] as const];
    return wanted.flatMap(([domain, { length: n }]) => {
      const rate = this.rate(relay, domain);
      return rate === null || n === 0 ? [] : [{ domain, n, gap: 60 / rate, burst: (60 / rate) * (burst(rate) - 1) }];
    });
  }

  /** @returns by domain, what gives out one moment after the other, in milliseconds; null when there is none left within the horizon */
  private async reserve(relayId: number, asks: Ask[]): Promise<Map<string, () => number | null>> {
    const values = [relayId, this.clock.now(), JSON.stringify(asks), HORIZON / 1000];
    await this.dataSource.query(BEGIN, values.slice(0, 3));
    const [rows] = await this.dataSource.query<[{ domain: string; start: Date; granted: number }[]]>(RESERVE, values);
    return new Map(
      rows.map(({ domain, start, granted }) => {
        const gap = asks.find((ask) => ask.domain === domain)!.gap * 1000;
        let given = 0;
        return [domain, () => (given < granted ? start.getTime() + gap * given++ : null)];
      }),
    );
  }

  private async refresh(): Promise<void> {
    if (performance.now() - this.readAt < FRESH) return;
    this.readAt = performance.now();
    const rows = await this.dataSource.query<{ key: string; to: number; at: Date }[]>(SLOWED, [this.clock.now()]);
    this.slowed = new Map(rows.map(({ key, to, at }) => [key, { to, at }]));
  }
}

/** Moments that are asked for; gap and burst in seconds. */
interface Ask {
  domain: string;
  n: number;
  gap: number;
  burst: number;
}

/** What goes whatever the pace. */
const free = ({ delivery }: Claimed) => delivery.urgent || delivery.reserved;

const SLOWED = `
  select relay_id || ' ' || domain as key, slowed_to as to, slowed_at as at
  from send_pace where slowed_at > $1::timestamptz - interval '3 hours'`;

/** What is said within a minute is about the same mails. Parameters: relay, domain, now, mails a minute. */
const SLOW = `
  insert into send_pace (relay_id, domain, next_at, slowed_to, slowed_at) values ($1, $2, $3, $4, $3)
  on conflict (relay_id, domain) do update set slowed_to = $4, slowed_at = $3
  where send_pace.slowed_at is null or send_pace.slowed_at <= $3::timestamptz - interval '1 minute'`;

/** Parameters: relay, now, asks. */
const BEGIN = `
  insert into send_pace (relay_id, domain, next_at)
  select $1, domain, $2::timestamptz - interval '1 hour' from jsonb_to_recordset($3::jsonb) as ask (domain text)
  where not exists (select from send_pace p where p.relay_id = $1 and p.domain = ask.domain)
  on conflict do nothing`;

/** Parameters: relay, now, asks, seconds ahead. */
const RESERVE = `
  with ask as (
    select * from jsonb_to_recordset($3::jsonb) as ask (domain text, n integer, gap float, burst float)
  ), locked as materialized (
    select p.domain, ask.n, ask.gap, greatest(p.next_at, $2::timestamptz - make_interval(secs => ask.burst)) as start
    from send_pace p join ask using (domain) where p.relay_id = $1 order by p.domain for update of p
  ), given as materialized (
    select domain, start, gap,
      greatest(0, least(n, floor(extract(epoch from $2::timestamptz - start + make_interval(secs => $4)) / gap)::int + 1)) as granted
    from locked
  )
  update send_pace p set next_at = given.start + make_interval(secs => given.gap * given.granted)
  from given where p.relay_id = $1 and p.domain = given.domain
  returning p.domain, given.start, given.granted`;
