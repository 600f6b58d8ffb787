import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import type { Letter } from '../mail/kinds.js';
import { mailFiller } from '../mail/template.js';
import type { LessonContent } from '../programmes/lesson-file.js';
import { takeInHand } from '../programmes/in-hand.js';
import { compiled } from '../programmes/publish.js';
import { Step } from '../programmes/step.entity.js';
import { NotFound } from '../errors.js';
import { LessonMail } from './lesson-mail.js';
import type { RevisionMail } from './revision-mails.js';

/** A lesson's mail as a made-up member would get it, to look at before anybody does. Its links lead nowhere. */
@Injectable()
export class SampleLesson {
  constructor(
    private readonly dataSource: DataSource,
    private readonly lessonMail: LessonMail,
  ) {}

  /**
   * @param name programme and step, such as `core/lock-your-email`
   * @param draft words that are not published; compiled here, which takes some milliseconds
   * @throws NotFound
   */
  async letter(
    name: string,
    to = { name: 'Sam Sample', address: 'sam@example.org' },
    draft?: LessonContent,
  ): Promise<Letter> {
    const db = this.dataSource.manager;
    const [programmeSlug = '', stepSlug = ''] = name.split('/');
    const { programme, step, revision } = await takeInHand(db, programmeSlug, stepSlug);
    if (!draft && !revision) throw new NotFound(`nothing is published in ${name}`);
    const live = { programmeId: programme.id, retiredAt: IsNull() };
    const steps = await db.find(Step, { where: live, order: { position: 'ASC' } });
    return this.lessonMail.letter(
      {
        id: '0',
        code: '0',
        dueAt: new Date(0),
        memberId: '0',
        organisation: 'Sample & Sons',
        nation: null,
        missed: [],
        offer: null,
        ...to,
        programme: programmeSlug,
        programmeTitle: programme.title,
        step: stepSlug,
        revisionId: revision?.id ?? '0',
        number: steps.findIndex(({ id }) => id === step.id) + 1,
        of: steps.length,
      },
      draft ? await draftMail(draft) : await this.lessonMail.revision(db, revision!.id),
      [],
    );
  }
}

async function draftMail(content: LessonContent): Promise<RevisionMail> {
  const { mailHtml: html, mailText: text } = await compiled(content);
  return { content, fill: mailFiller({ html, text }) };
}
