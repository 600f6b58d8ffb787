import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { Ticks } from '../jobs/ticks.js';
import { OursAlarm } from './relays/ours-alarm.js';

/** Rows deleted at a time. */
const MOST = 5000;

/** What is done about mail with each tick besides sending: the watch over refusals and, once a domain hour, tidying up. */
@Injectable()
export class MailTick {
  private tidied = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly alarm: OursAlarm,
    ticks: Ticks,
  ) {
    ticks.add('mail', () => this.tick());
  }

  async tick(): Promise<void> {
    await this.alarm.watch();
    const now = this.clock.now();
    const hour = Math.floor(now.getTime() / 3600_000);
    if (hour === this.tidied) return;
    this.tidied = hour;
    for (const text of OLD) await this.tidy(text, now);
  }

  private async tidy(text: string, now: Date): Promise<void> {
    let gone: number;
    do [, gone] = await this.dataSource.query<[unknown, number]>(text, [now, MOST]);
    while (gone === MOST);
  }
}

/** After 90 days an event goes, unless it is why an address is still suppressed. What was counted goes when nobody looks at it any more. */
const OLD = [
  `delete from mail_event where id in (
     select e.id from mail_event e
     where e.at < $1::timestamptz - interval '90 days' and not (e.action = 'suppress' and exists (
       select from suppression s where s.address_hash = e.address_hash and s.reason in ('bounced', 'complained')))
     order by e.at limit $2)`,
  `delete from relay_minute where ctid = any (array(
     select ctid from relay_minute where minute < $1::timestamptz - interval '8 days' limit $2))`,
  `delete from domain_day where ctid = any (array(
     select ctid from domain_day where day < ($1::timestamptz - interval '31 days')::date limit $2))`,
  `delete from send_pace where ctid = any (array(
     select ctid from send_pace where next_at < $1::timestamptz - interval '1 day'
       and (slowed_at is null or slowed_at < $1::timestamptz - interval '1 day') limit $2))`,
];
