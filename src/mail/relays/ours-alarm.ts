import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { OURS_WITHIN, tooManyOurs } from './breaker.js';
import { Breakers } from './breakers.js';

/** How mail over a relay fared since its breaker last closed, of the last hour. */
interface OursShare {
  relay: string;
  /** sent or refused */
  handedOver: number;
  /** of these, refused or sent back for our own sake */
  ours: number;
  /** the last such answer, without addresses */
  said: string | null;
}

/** Watches how much of our mail is refused for our own sake, at once or by a bounce; too much of it opens the breaker. */
@Injectable()
export class OursAlarm {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly breakers: Breakers,
  ) {}

  async watch(): Promise<void> {
    const shares = await this.dataSource.query<OursShare[]>(SHARES, [this.clock.now(), OURS_WITHIN / 1000]);
    for (const { relay, handedOver, ours, said } of shares)
      if (tooManyOurs(handedOver, ours)) await this.breakers.trip(relay, 'ours', said ?? '');
  }
}

/** Only where there was such an answer at all. Parameters: now, seconds to look back. */
const SHARES = `
  with relays as (
    select id, name, greatest($1::timestamptz - make_interval(secs => $2), closed_at) as since from relay where opened_at is null
  ), answers as materialized (
    select distinct on (e.delivery_id) e.delivery_id, e.at, e.said, d.relay_id
    from mail_event e join delivery d on d.id = e.delivery_id
    where e.at > $1::timestamptz - make_interval(secs => $2) and e.class = 'ours'
    order by e.delivery_id, e.at desc
  )
  select r.name as relay, a.ours, a.said,
    (select coalesce(sum(sent + refused), 0)::int from relay_minute m
     where m.relay_id = r.id and m.minute >= date_trunc('minute', r.since)) as "handedOver"
  from relays r cross join lateral (
    select count(*)::int as ours, (array_agg(said order by at desc))[1] as said
    from answers where relay_id = r.id and at >= r.since
  ) a
  where a.ours > 0`;
