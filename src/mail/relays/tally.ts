import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { HandOver } from '../lane.js';
import { domainOf } from './domain-of.js';
import { OursAlarm } from './ours-alarm.js';

/** Real time for which counts wait in memory, in milliseconds; a worker that is killed loses them. */
const WAIT = 1000;

/** Hand-overs that ended alike. */
interface Count {
  relayId: number;
  kind: string;
  state: string;
  /** the recipient's */
  domain: string;
  n: number;
}

/** Counts hand-overs as they end, so that nobody has to count deliveries. */
@Injectable()
export class Tally {
  private readonly log = new Logger(Tally.name);
  private counts = new Map<string, Count>();
  private flushedAt = performance.now();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly alarm: OursAlarm,
  ) {}

  /** One more; what no relay was asked about does not count. @param domain the recipient's */
  count(kind: string, domain: string, { state, relayId }: HandOver): void {
    if (relayId !== undefined && state !== 'held') this.add({ relayId, kind, state, domain, n: 1 });
  }

  /** Writes what was counted, unless that was done a moment ago. Never rejects: what cannot be written waits. */
  async flush(now = false): Promise<void> {
    if (this.counts.size === 0 || (!now && performance.now() - this.flushedAt < WAIT)) return;
    const counts = [...this.counts.values()];
    this.counts = new Map();
    this.flushedAt = performance.now();
    try {
      const { mailFrom, warmUpPerDay } = this.config;
      const warming = warmUpPerDay !== undefined;
      await this.dataSource.query(FLUSH, [JSON.stringify(counts), this.clock.now(), domainOf(mailFrom), warming]);
      if (counts.some(({ state }) => state === 'refused')) await this.alarm.watch();
    } catch (error) {
      this.log.warn(error, 'counts wait');
      for (const count of counts) this.add(count);
    }
  }

  private add(count: Count): void {
    const key = `${count.relayId} ${count.kind} ${count.state} ${count.domain}`;
    const same = this.counts.get(key);
    if (same) same.n += count.n;
    else this.counts.set(key, count);
  }
}

/** Parameters: counts, now, From domain, whether a warming-up domain counts its mails before they go. */
const FLUSH = `
  with counted as materialized (
    select * from jsonb_to_recordset($1::jsonb) as c ("relayId" smallint, kind text, state text, domain text, n integer)
  ), minutes as (
    insert into relay_minute (relay_id, minute, sent, deferred, refused, unconfirmed)
    select "relayId", date_trunc('minute', $2::timestamptz), ${sums()} from counted group by 1 order by 1
    on conflict (relay_id, minute) do update set ${more('relay_minute')}
  ), days as (
    insert into relay_day (relay_id, domain, day, mails)
    select "relayId", $3, ($2::timestamptz at time zone 'UTC')::date, sum(n) from counted where not $4 group by 1 order by 1
    on conflict (relay_id, domain, day) do update set mails = relay_day.mails + excluded.mails
  ), domains as (
    insert into domain_day (day, domain, sent, deferred, refused, unconfirmed)
    select ($2::timestamptz at time zone 'UTC')::date, domain, ${sums()} from counted group by 2 order by 2
    on conflict (day, domain) do update set ${more('domain_day')}
  )
  insert into mail_count (kind, state, mails)
  select kind, state, sum(n) from counted group by 1, 2 order by 1, 2
  on conflict (kind, state) do update set mails = mail_count.mails + excluded.mails`;

function sums(): string {
  return ['sent', 'deferred', 'refused', 'unconfirmed']
    .map((state) => `coalesce(sum(n) filter (where state = '${state}'), 0)`)
    .join(', ');
}

function more(table: string): string {
  return ['sent', 'deferred', 'refused', 'unconfirmed']
    .map((state) => `${state} = ${table}.${state} + excluded.${state}`)
    .join(', ');
}
