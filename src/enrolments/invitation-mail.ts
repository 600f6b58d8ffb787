import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter, type MailKind } from '../mail/kinds.js';
import { Templates } from '../mail/templates.js';
import { greeting } from '../members/greeting.js';

interface Row {
  id: string;
  enrolmentId: string;
  name: string;
  address: string;
  organisation: string;
  nation: string | null;
  programme: string;
}

/** The mail whose page has the button that starts somebody whom another has enrolled. */
@Injectable()
export class InvitationMail implements MailKind, OnModuleInit {
  readonly kind = 'invitation';

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
    const rows = await db.query<Row[]>(STILL_INVITED, [deliveries.map((delivery) => delivery.id)]);
    const fill = await this.templates.filler('invitation');
    const letters = rows.map(async ({ id, enrolmentId, name, address, organisation, nation, programme }) => {
      const view = {
        ...(await this.views.of(nation)),
        greeting: greeting(name),
        organisation,
        programme,
        why: `You get this because ${organisation} put your address on its list for these lessons.`,
        seen: `${organisation} will see whether you have started and finished each lesson, never what you answered.`,
        invitationUrl: this.links.url('invitation', enrolmentId),
      };
      return [id, { to: { name, address }, fill: () => fill(view) }] as const;
    });
    return new Map(await Promise.all(letters));
  }
}

const STILL_INVITED = `
  select d.id, e.id as "enrolmentId", m.name, m.address, o.name as organisation, o.nation, p.title as programme
  from delivery d join enrolment e on e.id = d.subject_id join programme p on p.id = e.programme_id
    join member m on m.id = e.member_id join organisation o on o.id = m.organisation_id
  where d.id = any($1::bigint[]) and e.state = 'invited' and m.address is not null
    and not exists (select from suppression s where s.address_hash = m.address_hash)`;
