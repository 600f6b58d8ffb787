import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';
import { Links } from '../links/links.js';
import { Member } from './member.entity.js';

/** What the page behind an alert's own leaving link shows. */
export interface AlertWishPage {
  off: boolean;
  programmeName: string;
}

/** Whether a member wants alerts, apart from lessons: by the link that is in every alert, for ever and without signing in. */
@Injectable()
export class AlertWishes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly centre: CentreService,
  ) {}

  /** @throws NotFound when the link is not ours */
  async open(token: string): Promise<AlertWishPage> {
    const id = this.links.open('no-alerts', token);
    const [member, { programmeName }] = await Promise.all([
      this.dataSource.manager.findOneBy(Member, { id }),
      this.centre.get(),
    ]);
    if (!member) throw new NotFound('no such member');
    return { off: member.alertsOffAt !== null, programmeName };
  }

  /** No more alerts, or alerts again; doing it again changes nothing. @throws NotFound */
  async wish(token: string, wanted: boolean): Promise<void> {
    await this.open(token);
    await this.set(this.links.open('no-alerts', token), wanted);
  }

  /** The same for a member who is known. */
  async set(memberId: string, wanted: boolean): Promise<void> {
    await this.dataSource.query(
      'update member set alerts_off_at = case when $2 then null else coalesce(alerts_off_at, $3::timestamptz) end where id = $1',
      [memberId, wanted, this.clock.now()],
    );
  }
}
