import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Clock } from '../clock.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter } from '../mail/kinds.js';
import { Templates } from '../mail/templates.js';
import { greeting } from '../members/greeting.js';
import { spoken } from './cadence.js';
import { NOTICE_HOURS } from './enrolments.service.js';
import { INVITATION_DAYS } from './invitation-ending.js';

interface Row {
  id: string;
  enrolmentId: string;
  name: string;
  address: string;
  organisation: string;
  nation: string | null;
  programme: string;
  enrolledBy: string | null;
  firstLesson: Date | null;
  zone: string;
}

/**
 * The first mail to somebody whom another has enrolled: an invitation, whose page has the button that starts them, or a
 * notice of when they start, whose page has the one that says no.
 */
@Injectable()
export class InvitationMail implements OnModuleInit {
  constructor(
    private readonly kinds: MailKinds,
    private readonly templates: Templates,
    private readonly views: CentreViews,
    private readonly links: Links,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.kinds.register(
      { kind: 'invitation', letters: (deliveries, db) => this.letters('invitation', deliveries, db) },
      { kind: 'notice', letters: (deliveries, db) => this.notices(deliveries, db) },
    );
  }

  /** What was written in time may go late: the first lesson waits, so that everybody has a day to say no. */
  private async notices(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>> {
    await db.query(GIVE_A_DAY, [deliveries.map(({ subjectId }) => subjectId), this.clock.now(), NOTICE_HOURS]);
    return this.letters('notice', deliveries, db);
  }

  private async letters(
    kind: 'invitation' | 'notice',
    deliveries: Delivery[],
    db: EntityManager,
  ): Promise<Map<string, Letter>> {
    const rows = await db.query<Row[]>(TO_SEND[kind], [deliveries.map((delivery) => delivery.id)]);
    const fill = await this.templates.filler(kind);
    const letters = rows.map(async ({ id, name, address, nation, ...row }) => {
      const view = { ...(await this.views.of(nation)), greeting: greeting(name), ...this.about(row) };
      return [id, { to: { name, address }, fill: () => fill(view) }] as const;
    });
    return new Map(await Promise.all(letters));
  }

  private about(row: Omit<Row, 'id' | 'name' | 'address' | 'nation'>): object {
    const { enrolmentId, organisation, programme, enrolledBy, firstLesson, zone } = row;
    const who = enrolledBy ? `${enrolledBy} at ${organisation}` : organisation;
    return {
      organisation,
      programme,
      who,
      why: `You get this because ${who} put your address on the list for these lessons.`,
      seen: `The person who coordinates this at ${organisation} will see your name and address, which lessons you started and which you finished.`,
      unseen: 'They will never see your answers, or how many were right.',
      validDays: INVITATION_DAYS,
      firstLesson: firstLesson && spoken(firstLesson, zone),
      invitationUrl: this.links.url('invitation', enrolmentId),
    };
  }
}

const toSend = (states: string) => `
  select d.id, e.id as "enrolmentId", m.name, m.address, o.name as organisation, o.nation, p.title as programme,
    e.enrolled_by as "enrolledBy", c.next_due_at as "firstLesson", c.zone
  from delivery d join enrolment e on e.id = d.subject_id join programme p on p.id = e.programme_id
    join member m on m.id = e.member_id join organisation o on o.id = m.organisation_id and o.ended_at is null join cadence c on c.member_id = m.id
  where d.id = any($1::bigint[]) and ${states} and m.address is not null
    and not exists (select from suppression s where s.address_hash = m.address_hash)`;

const TO_SEND = {
  invitation: toSend(`e.state = 'invited'`),
  notice: toSend(`e.state = 'active' and e.noticed_at is not null and c.next_due_at is not null`),
};

/** Of enrolments about which a notice goes now; who has had a lesson already goes on as usual. */
const GIVE_A_DAY = `
  update cadence c set next_due_at = sending_slot(c.weekday, c.time, c.zone, $2::timestamptz + make_interval(hours => $3))
  from enrolment e
  where e.id = any($1::bigint[]) and c.member_id = e.member_id and c.last_due_at is null
    and c.next_due_at < $2::timestamptz + make_interval(hours => $3)`;
