import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews, type CentreView } from '../centre/centre-views.js';
import { prepared } from '../database/prepared.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter, type MailKind } from '../mail/kinds.js';
import { greeting } from '../members/greeting.js';
import type { LessonContent } from '../programmes/lesson-file.js';
import { fillPlaceholders } from '../programmes/placeholders.js';
import { spellCode } from '../progress/codes.js';
import { histories, type Remembered } from '../progress/history.js';
import { chooseLookBack } from '../progress/look-back.js';
import { LESSONS_TO_SEND } from './lesson-mail.sql.js';
import { type RevisionMail, RevisionMails } from './revision-mails.js';

/** A lesson that may go, as the query answers it. */
export interface LessonRow {
  id: string;
  code: string;
  dueAt: Date;
  memberId: string;
  name: string;
  address: string;
  organisation: string;
  nation: string | null;
  programme: string;
  programmeTitle: string;
  step: string;
  revisionId: string;
  number: number;
  of: number;
  missed: { id: string; title: string }[];
  /** the title of a programme that may be taken up from this lesson on */
  offer: string | null;
}

/** The week's lesson. */
@Injectable()
export class LessonMail implements MailKind, OnModuleInit {
  readonly kind = 'lesson';

  constructor(
    private readonly kinds: MailKinds,
    private readonly views: CentreViews,
    private readonly links: Links,
    private readonly revisions: RevisionMails,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>> {
    const rows = await prepared<LessonRow>(db, LESSONS_TO_SEND, [deliveries.map((delivery) => delivery.id)]);
    const revisions = await this.revisions.of(
      db,
      rows.map((row) => row.revisionId),
    );
    const looking = rows.filter((row) => revisions.get(row.revisionId)!.content.lookBack);
    const past =
      looking.length > 0
        ? await histories(
            db,
            looking.map(({ id, memberId, dueAt }) => ({ id, memberId, before: dueAt })),
          )
        : new Map<string, Remembered[]>();
    const letters = rows.map(
      async (row) => [row.id, await this.letter(row, revisions.get(row.revisionId)!, past.get(row.id) ?? [])] as const,
    );
    return new Map(await Promise.all(letters));
  }

  /** One revision's mail. */
  async revision(db: EntityManager, id: string): Promise<RevisionMail> {
    return (await this.revisions.of(db, [id])).get(id)!;
  }

  /** A lesson for one member. @param past what a look-back chooses from */
  async letter(row: LessonRow, { content, fill }: RevisionMail, past: Remembered[]): Promise<Letter> {
    const centre = await this.views.of(row.nation);
    return {
      to: { name: row.name, address: row.address },
      fill: () => fill(this.view(row, content, past, centre)),
      unsubscribeUrl: this.links.url('unsubscribe', row.memberId),
      step: row.step,
      programme: row.programme,
    };
  }

  private view(row: LessonRow, content: LessonContent, past: Remembered[], centre: CentreView) {
    const url = this.links.url('lesson', row.id);
    const choiceUrl = (place: number) => `${url}?choice=${place}`;
    const first = content.lookBack
      ? chooseLookBack(past, content.lookBack).find(({ question }) => question.pick === 'one')
      : undefined;
    return {
      ...centre,
      greeting: greeting(row.name),
      lesson: {
        number: row.number,
        of: row.of,
        programme: row.programmeTitle,
        url,
        code: spellCode(row.code),
        goUrl: `${this.links.publicUrl}/go`,
      },
      choices: [0, 1, 2, 3].map(choiceUrl),
      question: first && {
        ask: fillPlaceholders(first.question.ask, centre),
        choices: first.question.choices.map(({ text }, place) => ({
          text: fillPlaceholders(text, centre),
          url: choiceUrl(place),
        })),
      },
      missed: row.missed.map(({ id, title }) => ({
        title: fillPlaceholders(title, centre),
        url: this.links.url('lesson', id),
      })),
      offer: row.offer,
      why: `You get this because you take part in ${centre.centre.programmeName}, for ${row.organisation}.`,
      unsubscribeUrl: this.links.url('unsubscribe', row.memberId),
    };
  }
}
