import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter, type MailKind } from '../mail/kinds.js';
import { Templates } from '../mail/templates.js';
import { greeting } from './greeting.js';
import { CONFIRM_DAYS } from './sign-ups.service.js';

interface Row {
  id: string;
  signUpId: string;
  name: string;
  address: string;
  organisation: string;
  nation: string;
}

/** The mail whose page has the button that confirms a sign-up. */
@Injectable()
export class ConfirmMail implements MailKind, OnModuleInit {
  readonly kind = 'confirm';

  constructor(
    private readonly kinds: MailKinds,
    private readonly templates: Templates,
    private readonly views: CentreViews,
    private readonly links: Links,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>> {
    const rows = await db.query<Row[]>(OPEN_SIGN_UPS, [deliveries.map((delivery) => delivery.id)]);
    const fill = await this.templates.filler('confirm');
    const letters = rows.map(async ({ id, signUpId, name, address, organisation, nation }) => {
      const view = {
        ...(await this.views.of(nation)),
        greeting: greeting(name),
        organisation,
        validDays: CONFIRM_DAYS,
        why: `You get this because somebody, most likely you, signed up with this address.`,
        confirmUrl: this.links.url('confirm', signUpId, CONFIRM_DAYS * 24 * 3600),
      };
      return [id, { to: { name, address }, fill: () => fill(view) }] as const;
    });
    return new Map(await Promise.all(letters));
  }
}

const OPEN_SIGN_UPS = `
  select d.id, s.id as "signUpId", s.name, s.address, s.organisation, s.nation
  from delivery d join sign_up s on s.id = d.subject_id
  where d.id = any($1::bigint[]) and s.confirmed_at is null
    and not exists (select from suppression x where x.address_hash = d.address_hash and x.reason = 'complained')`;
