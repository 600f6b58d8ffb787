import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Clock } from '../clock.js';
import { Links } from '../links/links.js';
import { markdownHtml } from '../programmes/markdown.js';
import { fillHtmlPlaceholders, fillPlaceholders } from '../programmes/placeholders.js';
import { Answer } from './answer.entity.js';
import { askedQuestions, openLesson, type AskedQuestion, type OpenLesson } from './open-lesson.js';
import { Outcome, type OutcomeKind } from './outcome.entity.js';
import { stepLists, type ListedStep } from './step-list.js';

/** A question as the page shows it. */
export interface PageQuestion {
  key: string;
  ask: string;
  pick: 'one' | 'all';
  choices: { index: number; text: string; chosen: boolean; right: boolean; why: string }[];
  answered: boolean;
  /** whether the latest try was right */
  correct?: boolean;
  preset?: number[];
  /** of a question from an earlier lesson: its title */
  from?: string;
}

/** A lesson's page, for one member. */
export interface LessonPage {
  token: string;
  programme: { slug: string; title: string };
  number: number;
  of: number;
  title: string;
  minutes: number;
  bodyHtml: string;
  action?: string;
  lookOutFor: string[];
  how: { system: string; text: string }[];
  example?: string;
  sources: { title: string; url: string; checkedOn: string }[];
  before?: PageQuestion;
  questions: PageQuestion[];
  lookBack: PageQuestion[];
  lookBackWeek: boolean;
  /** of the programme's last lesson: what to do after it */
  closingHtml?: string;
  outcome?: { outcome: OutcomeKind; remindOn?: string };
  complete: boolean;
  steps: { number: number; title: string; state: ListedStep['state']; current: boolean }[];
  nextDueAt?: Date;
  zone: string;
  /** the first day a reminder may come, `yyyy-mm-dd` */
  earliestReminder: string;
}

/** Lessons as members see them. Nothing here changes anything. */
@Injectable()
export class LessonPages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly views: CentreViews,
  ) {}

  /** @throws NotFound */
  async byToken(token: string): Promise<LessonPage> {
    const db = this.dataSource.manager;
    const lesson = await openLesson(db, this.links.open('lesson', token));
    const view = await this.views.of(lesson.nation);
    const text = (line: string) => fillPlaceholders(line, view);
    const { content, programme, zone, stepId, enrolmentId, nextDueAt } = lesson;
    const questions = await this.questions(db, lesson, text);
    const own = questions.filter(({ from }) => from === undefined);
    const before = own.find((_, place) => content.questions[place]?.before);
    const outcome = await db.findOneBy(Outcome, { enrolmentId, stepId });
    const steps = (await stepLists(db, lesson.memberId)).get(enrolmentId) ?? [];
    const current = steps.find((step) => step.stepId === stepId);
    return {
      token,
      programme: { slug: programme.slug, title: programme.title },
      number: current?.number ?? 0,
      of: steps.length,
      title: text(content.title),
      minutes: content.minutes,
      bodyHtml: fillHtmlPlaceholders(lesson.pageHtml, view),
      ...(content.action && { action: text(content.action) }),
      lookOutFor: content.lookOutFor.map(text),
      how: content.how.map((one) => ({ ...one, text: text(one.text) })),
      ...(content.example && { example: text(content.example) }),
      sources: content.sources,
      ...(before && { before }),
      questions: own.filter((question) => question !== before),
      lookBack: questions.filter(({ from }) => from !== undefined),
      lookBackWeek: content.lookBack !== undefined,
      ...(programme.closing &&
        current &&
        current === steps.at(-1) && { closingHtml: fillHtmlPlaceholders(markdownHtml(programme.closing), view) }),
      ...(outcome && {
        outcome: { outcome: outcome.outcome, ...(outcome.remindOn && { remindOn: outcome.remindOn }) },
      }),
      complete: current?.state === 'complete',
      steps: steps.map((step) => ({
        number: step.number,
        title: text(step.title),
        state: step.state,
        current: step === current,
      })),
      ...(nextDueAt && { nextDueAt }),
      zone,
      earliestReminder: DateTime.fromJSDate(this.clock.now(), { zone }).plus({ days: 1 }).toISODate()!,
    };
  }

  private async questions(
    db: EntityManager,
    lesson: OpenLesson,
    text: (line: string) => string,
  ): Promise<PageQuestion[]> {
    const asked = await askedQuestions(db, lesson);
    const answers = await db.find(Answer, { where: { deliveryId: lesson.deliveryId }, order: { id: 'ASC' } });
    const latest = new Map(answers.map((answer) => [`q-${answer.stepId}-${answer.questionId}`, answer]));
    return asked.map((one) => pageQuestion(one, latest.get(one.key), text));
  }
}

function pageQuestion(
  { key, question, from }: AskedQuestion,
  answer: Answer | undefined,
  text: (line: string) => string,
): PageQuestion {
  return {
    key,
    ask: text(question.ask),
    pick: question.pick,
    choices: question.choices.map((choice, index) => ({
      index,
      text: text(choice.text),
      chosen: answer?.chosen.includes(index) ?? false,
      right: choice.right,
      why: text(choice.why),
    })),
    answered: answer !== undefined,
    ...(answer && { correct: answer.correct }),
    ...(from !== undefined && { from: text(from) }),
  };
}
