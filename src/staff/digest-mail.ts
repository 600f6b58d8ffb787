import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { CentreViews } from '../centre/centre-views.js';
import { Clock } from '../clock.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter, type MailKind } from '../mail/kinds.js';
import { Templates } from '../mail/templates.js';
import { greeting } from '../members/greeting.js';
import { needNudge } from '../stats/need-nudge.js';
import { weekOfOrganisations } from '../stats/week-of-organisations.js';
import { digestOrganisations } from './digest-view.js';

interface Row {
  id: string;
  name: string;
  email: string;
  /** `yyyy-mm-dd` */
  week: string;
  organisationIds: string[];
}

/** Last week's progress of a coordinator's organisations and who may need a nudge. Where there is nothing to say, there is no mail. */
@Injectable()
export class DigestMail implements MailKind, OnModuleInit {
  readonly kind = 'digest';

  constructor(
    private readonly clock: Clock,
    private readonly kinds: MailKinds,
    private readonly templates: Templates,
    private readonly centre: CentreService,
    private readonly views: CentreViews,
    private readonly links: Links,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>> {
    const rows = await db.query<Row[]>(TO_SEND, [deliveries.map((delivery) => delivery.id)]);
    const letters = new Map<string, Letter>();
    for (const [week, of] of Map.groupBy(rows, (row) => row.week)) await this.write(db, week, of, letters);
    return letters;
  }

  /** The letters of one week, its figures read once for all of them. */
  private async write(db: EntityManager, week: string, rows: Row[], letters: Map<string, Letter>): Promise<void> {
    const { zone } = await this.centre.get();
    const monday = DateTime.fromISO(week, { zone });
    const last = monday.minus({ weeks: 1 });
    const ids = [...new Set(rows.flatMap((row) => row.organisationIds))];
    const figures = await weekOfOrganisations(db, ids, last.toJSDate(), monday.toJSDate());
    const needy = await needNudge(db, ids, this.clock.now());
    const fill = await this.templates.filler('digest');
    const centre = await this.views.of(null);
    for (const { id, name, email, organisationIds } of rows) {
      const own = figures.filter((one) => organisationIds.includes(one.id));
      const told = digestOrganisations(own, needy, this.links.publicUrl);
      if (told.organisations.length === 0) continue;
      const view = {
        ...centre,
        ...told,
        greeting: greeting(name),
        week: last.setLocale('en-GB').toFormat('d LLLL'),
        accountUrl: `${this.links.publicUrl}/staff`,
        why: 'You get this because you look after the training of these organisations.',
      };
      letters.set(id, { to: { name, address: email }, fill: () => fill(view) });
    }
  }
}

/** Not to whom it came back from, or who called it spam. */
const TO_SEND = `
  select d.id, u.name, u.email, to_char(g.week, 'YYYY-MM-DD') as week,
    array(select c.organisation_id::text from coordinator_of c where c.staff_user_id = u.id) as "organisationIds"
  from delivery d
  join digest g on g.id = d.subject_id
  join staff_user u on u.id = g.staff_user_id and u.ended_at is null and u.digest and u.role = 'coordinator'
  where d.id = any($1::bigint[])
    and not exists (select from suppression x where x.address_hash = d.address_hash and x.reason in ('bounced', 'complained'))`;
