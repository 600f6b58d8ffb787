import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Clock } from '../clock.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter, type MailKind } from '../mail/kinds.js';
import { Templates } from '../mail/templates.js';
import { greeting } from '../members/greeting.js';
import { fillPlaceholders } from '../programmes/placeholders.js';
import { MAY_BE_NUDGED, WAITING } from '../stats/need-nudge.js';

interface Row {
  id: string;
  memberId: string;
  name: string;
  address: string;
  organisation: string;
  nation: string | null;
  programme: string;
  programmeTitle: string;
  step: string;
  lessonDelivery: string;
  title: string;
  minutes: number | null;
}

/** A lesson is waiting: sent because a coordinator pressed for it. Whoever began it meanwhile, paused or left gets none. */
@Injectable()
export class NudgeMail implements MailKind, OnModuleInit {
  readonly kind = 'nudge';

  constructor(
    private readonly clock: Clock,
    private readonly kinds: MailKinds,
    private readonly templates: Templates,
    private readonly views: CentreViews,
    private readonly links: Links,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>> {
    const rows = await db.query<Row[]>(TO_SEND, [deliveries.map((delivery) => delivery.id), this.clock.now()]);
    const fill = await this.templates.filler('nudge');
    const letters = rows.map(async (row) => {
      const centre = await this.views.of(row.nation);
      const unsubscribeUrl = this.links.url('unsubscribe', row.memberId);
      const view = {
        ...centre,
        greeting: greeting(row.name),
        organisation: row.organisation,
        lesson: {
          title: fillPlaceholders(row.title, centre),
          programme: row.programmeTitle,
          minutes: row.minutes,
          url: this.links.url('lesson', row.lessonDelivery),
        },
        unsubscribeUrl,
        why: `You get this because you take part in ${centre.centre.programmeName}, for ${row.organisation}, and whoever looks after it there asked us to write.`,
      };
      const letter: Letter = {
        to: { name: row.name, address: row.address },
        fill: () => fill(view),
        unsubscribeUrl,
        step: row.step,
        programme: row.programme,
      };
      return [row.id, letter] as const;
    });
    return new Map(await Promise.all(letters));
  }
}

/** With the newest lesson that waits. */
const TO_SEND = `
  select n.id, m.id as "memberId", m.name, m.address, o.name as organisation, o.nation, p.slug as programme,
    p.title as "programmeTitle", l.step, l.id as "lessonDelivery", r.content->>'title' as title,
    (r.content->>'minutes')::int as minutes
  from delivery n
  join member m on m.id = n.subject_id
  join organisation o on o.id = m.organisation_id
  join cadence c on c.member_id = m.id
  cross join lateral (
    select d.id, d.content_id, e.programme_id, s.slug as step ${WAITING} order by d.due_at desc, d.id desc limit 1) l
  join programme p on p.id = l.programme_id
  join revision r on r.id = l.content_id
  where n.id = any($1::bigint[]) and ${MAY_BE_NUDGED}`;
