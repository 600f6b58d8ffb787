import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { spoken } from '../enrolments/cadence.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter } from '../mail/kinds.js';
import { compileMail, mailFiller, type FilledMail } from '../mail/template.js';
import { Templates } from '../mail/templates.js';
import { greeting } from '../members/greeting.js';
import { closingMail } from '../programmes/lesson-mail.js';
import { fillPlaceholders } from '../programmes/placeholders.js';
import { CLOSINGS_TO_SEND, REMINDERS_TO_SEND, WELCOMES_TO_SEND } from './subscription-mails.sql.js';

interface Row {
  id: string;
  memberId: string;
  name: string;
  address: string;
  organisation: string;
  nation: string | null;
  programme: string;
  programmeTitle: string;
  step?: string;
}

interface Welcome extends Row {
  nextDueAt: Date;
  zone: string;
}

interface Reminder extends Row {
  step: string;
  lessonDelivery: string;
  title: string;
  action: string;
  number: number;
  of: number;
}

interface Closing extends Row {
  closing: string;
  steps: number;
  done: number;
}

/** The mails of a subscription besides the lessons: the welcome, reminders a member asked for, and the last. */
@Injectable()
export class SubscriptionMails implements OnModuleInit {
  private readonly closings = new Map<string, Promise<(view: object) => FilledMail>>();

  constructor(
    private readonly kinds: MailKinds,
    private readonly templates: Templates,
    private readonly views: CentreViews,
    private readonly links: Links,
  ) {}

  onModuleInit(): void {
    this.kinds.register(
      {
        kind: 'welcome',
        letters: (deliveries, db) => this.letters<Welcome>(db, deliveries, WELCOMES_TO_SEND, this.welcome),
      },
      {
        kind: 'reminder',
        letters: (deliveries, db) => this.letters<Reminder>(db, deliveries, REMINDERS_TO_SEND, this.reminder),
      },
      {
        kind: 'closing',
        letters: (deliveries, db) => this.letters<Closing>(db, deliveries, CLOSINGS_TO_SEND, this.closing),
      },
    );
  }

  private readonly welcome = async ({ nextDueAt, zone, programmeTitle }: Welcome) => {
    const firstLesson = spoken(nextDueAt, zone);
    const [weekday, , , , time] = firstLesson.split(' ');
    return {
      fill: await this.templates.filler('welcome'),
      view: { programme: programmeTitle, firstLesson, weekday, time },
    };
  };

  private readonly reminder = async ({ lessonDelivery, title, action, number, of, programmeTitle }: Reminder) => ({
    fill: await this.templates.filler('reminder'),
    view: {
      lesson: { title, action, number, of, programme: programmeTitle, url: this.links.url('lesson', lessonDelivery) },
    },
  });

  private readonly closing = async ({ closing, steps, done, programmeTitle }: Closing) => {
    let fill = this.closings.get(closing);
    if (!fill) this.closings.set(closing, (fill = compileMail('closing', closingMail(closing)).then(mailFiller)));
    return { fill: await fill, view: { programme: programmeTitle, steps, done } };
  };

  // eslint-disable-next-line typescript/no-unnecessary-type-parameters -- ties the query's rows to what reads them
  private async letters<T extends Row>(
    db: EntityManager,
    deliveries: Delivery[],
    query: string,
    own: (row: T) => Promise<{ fill: (view: object) => FilledMail; view: object }>,
  ): Promise<Map<string, Letter>> {
    const rows = await db.query<T[]>(query, [deliveries.map((delivery) => delivery.id)]);
    return new Map(
      await Promise.all(rows.map(async (row) => [row.id, await this.letter(row, await own(row))] as const)),
    );
  }

  private async letter(
    row: Row,
    { fill, view }: { fill: (view: object) => FilledMail; view: object },
  ): Promise<Letter> {
    const centre = await this.views.of(row.nation);
    const unsubscribeUrl = this.links.url('unsubscribe', row.memberId);
    const lesson = 'lesson' in view ? fillLesson(view.lesson as Record<string, unknown>, centre) : undefined;
    const whole = {
      ...centre,
      greeting: greeting(row.name),
      organisation: row.organisation,
      unsubscribeUrl,
      ...view,
      ...(lesson && { lesson }),
      why: `You get this because you take part in ${centre.centre.programmeName}, for ${row.organisation}.`,
    };
    return {
      to: { name: row.name, address: row.address },
      fill: () => fill(whole),
      unsubscribeUrl,
      programme: row.programme,
      ...(row.step && { step: row.step }),
    };
  }
}

/** What a lesson says may hold placeholders of its own. */
function fillLesson(lesson: Record<string, unknown>, centre: object): object {
  const filled = Object.entries(lesson).map(([key, value]) => [
    key,
    typeof value === 'string' ? fillPlaceholders(value, centre) : value,
  ]);
  return Object.fromEntries(filled);
}
