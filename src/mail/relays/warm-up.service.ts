import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { Claimed } from '../turn.js';
import type { Admitted } from './admitted.js';
import { domainOf } from './domain-of.js';
import { dayCap } from './warm-up.js';

/** The day's allowance of a From domain that is new to a relay, for all workers. What somebody waits for counts and is never held. */
@Injectable()
export class WarmUp {
  private known = { key: '', days: 0 };

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Which of these may go today; the others wait for tomorrow (UTC). */
  async admit(relayId: number, claimed: Claimed[]): Promise<Admitted> {
    const { warmUpPerDay, mailFrom } = this.config;
    if (warmUpPerDay === undefined) return { go: claimed, wait: [] };
    const day = this.clock.now().toISOString().slice(0, 10);
    const domain = domainOf(mailFrom);
    const cap = dayCap(warmUpPerDay, await this.sendingDays(relayId, domain, day));
    const urgent = claimed.filter(({ delivery }) => delivery.urgent);
    const others = claimed.filter(({ delivery }) => !delivery.urgent);
    await this.dataSource.query(BEGIN, [relayId, domain, day]);
    const [rows] = await this.dataSource.query<[[{ granted: number }]]>(TAKE, [
      relayId,
      domain,
      day,
      urgent.length,
      others.length,
      cap,
    ]);
    const { granted } = rows[0];
    if (granted === others.length) return { go: claimed, wait: [] };
    const fullUntil = new Date(Date.parse(day) + 24 * 3600_000);
    const wait = others.slice(granted).map((one) => ({ ...one, until: fullUntil, reserved: false }));
    return { go: [...urgent, ...others.slice(0, granted)], wait, fullUntil };
  }

  /** On how many days before this one the domain sent. */
  private async sendingDays(relayId: number, domain: string, day: string): Promise<number> {
    const key = `${relayId} ${domain} ${day}`;
    if (this.known.key === key) return this.known.days;
    const [{ days }] = await this.dataSource.query<[{ days: number }]>(
      'select count(*)::int as days from relay_day where relay_id = $1 and domain = $2 and day < $3 and mails > 0',
      [relayId, domain, day],
    );
    this.known = { key, days };
    return days;
  }
}

const BEGIN = `insert into relay_day (relay_id, domain, day, mails) values ($1, $2, $3, 0) on conflict do nothing`;

/** Parameters: relay, domain, day, mails that go in any case, mails that may wait, most of a day (null: no end). */
const TAKE = `
  with before as materialized (
    select mails, least($5::int, greatest(0, coalesce($6::int - mails - $4::int, $5::int))) as granted
    from relay_day where relay_id = $1 and domain = $2 and day = $3 for update
  )
  update relay_day set mails = before.mails + $4::int + before.granted from before
  where relay_id = $1 and domain = $2 and day = $3
  returning before.granted`;
