import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { CentreViews } from '../../centre/centre-views.js';
import { Clock } from '../../clock.js';
import { SampleLesson } from '../../drip/sample-lesson.js';
import type { InHand } from '../../programmes/in-hand.js';
import { checkDraft, type LessonDraft } from '../../programmes/lesson-draft.js';
import type { LessonContent, LessonQuestion } from '../../programmes/lesson-file.js';
import { markdownHtml } from '../../programmes/markdown.js';
import { fillHtmlPlaceholders, fillPlaceholders } from '../../programmes/placeholders.js';
import { ProgrammesService } from '../../programmes/programmes.service.js';
import type { LessonPage, PageQuestion } from '../../progress/lesson-page.service.js';
import { lessonView } from '../lesson.view.js';
import { labelOf } from './lesson-fields.view.js';
import { onForm } from './lesson-form.js';

/** How a lesson is looked at. `wide` and `narrow` are the same mail in windows of two widths. */
export const ways = ['wide', 'narrow', 'text', 'page'] as const;
export type Way = (typeof ways)[number];

/** In a frame of ours; it may look as it likes and do nothing. */
const frame = (style: string) =>
  `default-src 'none'; style-src ${style}; img-src 'self' data:; frame-ancestors 'self'; sandbox allow-same-origin`;

/** A lesson that is being written, as its readers would have it. Changes nothing, whatever it is asked by. */
@Injectable()
export class LessonPreview {
  constructor(
    private readonly samples: SampleLesson,
    private readonly views: CentreViews,
    private readonly programmes: ProgrammesService,
    private readonly clock: Clock,
  ) {}

  /** Answers with the mail, its text or the page; while it cannot be read at all, with what keeps it from that. */
  async answer(response: Response, inHand: InHand, draft: LessonDraft, way: Way): Promise<void> {
    const read = checkDraft(draft);
    if ('problems' in read) {
      const problems = read.problems.map((problem) => {
        const { field } = onForm(problem, draft);
        return { label: labelOf(field), problem: problem.problem };
      });
      response.set('Content-Security-Policy', frame("'self'"));
      response.render('staff/lesson-unfit', { layout: false, problems });
      return;
    }
    if (way === 'page') {
      response.set('Content-Security-Policy', frame("'self'"));
      response.render('lesson', { ...(await this.page(inHand, read.value)), staff: undefined });
      return;
    }
    const { subject, html, text } = (await this.samples.letter(inHand.name, undefined, read.value)).fill();
    response.set('Content-Security-Policy', frame("'unsafe-inline'"));
    if (way === 'text') response.type('text/plain').send(`Subject: ${subject}\n\n${text}`);
    else response.type('html').send(html);
  }

  private async page({ programme, step }: InHand, content: LessonContent): Promise<object> {
    const [view, { lessons }] = await Promise.all([this.views.of(null), this.programmes.syllabus(programme.slug)]);
    const text = (line: string) => fillPlaceholders(line, view);
    const questions = content.questions.map((question) => pageQuestion(question, text));
    const before = questions.find((_, place) => content.questions[place]!.before);
    const page: LessonPage = {
      token: 'preview',
      programme: { slug: programme.slug, title: programme.title },
      number: step.position,
      of: Math.max(step.position, lessons.length),
      title: text(content.title),
      minutes: content.minutes,
      bodyHtml: fillHtmlPlaceholders(markdownHtml(content.markdown), view),
      ...(content.action && { action: text(content.action) }),
      lookOutFor: content.lookOutFor.map(text),
      how: content.how.map((one) => ({ ...one, text: text(one.text) })),
      ...(content.example && { example: text(content.example) }),
      sources: content.sources,
      ...(before && { before }),
      questions: questions.filter((question) => question !== before),
      lookBack: [],
      lookBackWeek: content.lookBack !== undefined,
      complete: false,
      steps: [],
      zone: 'Europe/London',
      earliestReminder: this.clock.now().toISOString().slice(0, 10),
    };
    return lessonView(page, {});
  }
}

function pageQuestion({ id, ask, pick, choices }: LessonQuestion, text: (line: string) => string): PageQuestion {
  return {
    key: id,
    ask: text(ask),
    pick,
    choices: choices.map((choice, index) => ({
      index,
      text: text(choice.text),
      chosen: false,
      right: choice.right,
      why: text(choice.why),
    })),
    answered: false,
  };
}
