import { Injectable } from '@nestjs/common';
import { IsNull, DataSource } from 'typeorm';
import type { Delivery } from '../mail/delivery.entity.js';
import type { Letter } from '../mail/kinds.js';
import { Programme } from '../programmes/programme.entity.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import { Step } from '../programmes/step.entity.js';
import { LessonMail } from './lesson-mail.js';

/** A lesson's mail as a made-up member would get it, to look at before anybody does. Its links lead nowhere. */
@Injectable()
export class SampleLesson {
  constructor(
    private readonly dataSource: DataSource,
    private readonly programmes: ProgrammesService,
    private readonly lessonMail: LessonMail,
  ) {}

  /**
   * @param name programme and step, such as `core/lock-your-email`
   * @throws NotFound
   */
  async letter(name: string, to = { name: 'Sam Sample', address: 'sam@example.org' }): Promise<Letter> {
    const [programmeSlug = '', stepSlug = ''] = name.split('/');
    const revision = await this.programmes.revision(programmeSlug, stepSlug);
    const programme = await this.dataSource.manager.findOneByOrFail(Programme, { slug: programmeSlug });
    const live = { programmeId: programme.id, retiredAt: IsNull() };
    const steps = await this.dataSource.manager.find(Step, { where: live, order: { position: 'ASC' } });
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
        revisionId: revision.id,
        number: steps.findIndex((step) => step.id === revision.stepId) + 1,
        of: steps.length,
      },
      await this.lessonMail.revision(this.dataSource.manager, revision.id),
      [],
    );
  }
}

/** A delivery that is in no table. */
export function sampleDelivery(host: string, at: Date): Pick<Delivery, 'id' | 'kind' | 'messageId'> {
  return { id: '0', kind: 'lesson', messageId: `<test.${at.getTime()}@${host}>` };
}
