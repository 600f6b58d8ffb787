import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter, type MailKind } from '../mail/kinds.js';
import { Templates } from '../mail/templates.js';
import { greeting } from '../members/greeting.js';

interface Row {
  id: string;
  name: string;
  address: string;
  organisation: string;
  nation: string | null;
}

/** The last mail to the people of an organisation that has ended. Nothing follows it, so there is nothing to leave. */
@Injectable()
export class FarewellMail implements MailKind, OnModuleInit {
  readonly kind = 'farewell';

  constructor(
    private readonly kinds: MailKinds,
    private readonly templates: Templates,
    private readonly views: CentreViews,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>> {
    const rows = await db.query<Row[]>(TO_SEND, [deliveries.map((delivery) => delivery.id)]);
    const fill = await this.templates.filler('farewell');
    const letters = rows.map(async ({ id, name, address, organisation, nation }) => {
      const centre = await this.views.of(nation);
      const view = {
        ...centre,
        greeting: greeting(name),
        organisation,
        why: `You get this because you took part in ${centre.centre.programmeName}, for ${organisation}. It is the last mail.`,
      };
      return [id, { to: { name, address }, fill: () => fill(view) }] as const;
    });
    return new Map(await Promise.all(letters));
  }
}

const TO_SEND = `
  select d.id, m.name, m.address, o.name as organisation, o.nation
  from delivery d
  join member m on m.id = d.recipient_id and m.organisation_id = d.part_id
  join organisation o on o.id = m.organisation_id and o.ended_at is not null
  where d.id = any($1::bigint[]) and m.address is not null
    and not exists (select from suppression s where s.address_hash = m.address_hash)`;
