import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter } from '../mail/kinds.js';
import { Templates } from '../mail/templates.js';
import { greeting } from './greeting.js';

/** Minutes the link to a member's own page is good for. */
const PAGE_LINK_MINUTES = 60;

interface Row {
  id: string;
  memberId: string;
  name: string;
  address: string;
  nation: string | null;
}

/** Short mails about the membership itself, sent because the member, or somebody with the member's address, asked. */
@Injectable()
export class MemberMails implements OnModuleInit {
  constructor(
    private readonly kinds: MailKinds,
    private readonly templates: Templates,
    private readonly views: CentreViews,
    private readonly links: Links,
  ) {}

  onModuleInit(): void {
    this.kinds.register(
      {
        kind: 'already-member',
        letters: (deliveries, db) =>
          this.letters('already-member', deliveries, db, () => ({
            why: 'You get this because somebody signed up with this address.',
            pageRequestUrl: `${this.links.publicUrl}/my-page`,
          })),
      },
      {
        kind: 'page-link',
        letters: (deliveries, db) =>
          this.letters('page-link', deliveries, db, (memberId) => ({
            why: 'You get this because somebody, most likely you, asked for this link.',
            pageUrl: this.links.url('me', memberId, PAGE_LINK_MINUTES * 60),
            minutes: PAGE_LINK_MINUTES,
          })),
      },
    );
  }

  private async letters(
    template: string,
    deliveries: Delivery[],
    db: EntityManager,
    more: (memberId: string) => object,
  ): Promise<Map<string, Letter>> {
    const rows = await db.query<Row[]>(RECIPIENTS, [deliveries.map((delivery) => delivery.id)]);
    const fill = await this.templates.filler(template);
    const letters = rows.map(async ({ id, memberId, name, address, nation }) => {
      const view = { ...(await this.views.of(nation)), greeting: greeting(name), ...more(memberId) };
      return [id, { to: { name, address }, fill: () => fill(view) }] as const;
    });
    return new Map(await Promise.all(letters));
  }
}

const RECIPIENTS = `
  select d.id, m.id as "memberId", m.name, m.address, o.nation
  from delivery d join member m on m.id = d.recipient_id join organisation o on o.id = m.organisation_id
  where d.id = any($1::bigint[]) and m.address is not null
    and not exists (select from suppression x where x.address_hash = d.address_hash and x.reason = 'complained')`;
