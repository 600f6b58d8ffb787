import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid, type Problem } from '../errors.js';
import { Links } from '../links/links.js';
import { Answer, ANSWER_MONTHS } from './answer.entity.js';
import { answerProblem, isComplete, isCorrect } from './marking.js';
import { askedQuestions, openLesson, type OpenLesson } from './open-lesson.js';
import { Outcome, type OutcomeKind } from './outcome.entity.js';
import { Reminders } from './reminders.js';

/** What a member does on a lesson's page. */
@Injectable()
export class Answering {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly reminders: Reminders,
  ) {}

  /**
   * Keeps answers; each is one more try.
   * @param chosen places of the chosen choices, from 0, by the question's key
   * @throws NotFound, or Invalid by the question's key: then nothing was kept
   */
  async answer(token: string, chosen: Record<string, number[]>): Promise<void> {
    await this.within(token, async (db, lesson) => {
      const given = (await askedQuestions(db, lesson)).filter(({ key }) => chosen[key]);
      const problems = given.flatMap(({ key, question }): Problem[] => {
        const problem = answerProblem(question, chosen[key]!);
        return problem ? [{ field: key, problem }] : [];
      });
      if (given.length === 0) problems.push({ field: 'answers', problem: 'Choose an answer first.' });
      if (problems.length > 0) throw new Invalid(problems);
      const { deliveryId, enrolmentId, memberId } = lesson;
      const common = { deliveryId, enrolmentId, memberId, answeredAt: this.clock.now() };
      const answers = given.map(({ key, stepId, revisionId, question, from }) => ({
        ...common,
        stepId,
        revisionId,
        questionId: question.id,
        lookBack: from !== undefined,
        chosen: chosen[key]!,
        correct: isCorrect(question, chosen[key]!),
      }));
      await db.insert(Answer, answers);
      await this.start(db, lesson);
    });
  }

  /**
   * Keeps what became of the action; `later` has a reminder mailed on its day.
   * @param remindOn `yyyy-mm-dd`, from tomorrow on
   * @throws NotFound, Invalid
   */
  async setOutcome(token: string, outcome: OutcomeKind, remindOn?: string): Promise<void> {
    await this.within(token, async (db, lesson) => {
      if (!lesson.content.action) throw new Invalid([{ field: 'outcome', problem: 'This lesson has no action.' }]);
      const day = outcome === 'later' ? this.dayFrom(remindOn, lesson.zone) : null;
      const { enrolmentId, stepId } = lesson;
      await this.reminders.callOff(db, lesson);
      await db.upsert(Outcome, { enrolmentId, stepId, outcome, remindOn: day, at: this.clock.now() }, [
        'enrolmentId',
        'stepId',
      ]);
      if (day) await this.reminders.plan(db, lesson, day);
      await this.start(db, lesson);
    });
  }

  /** Takes back what was said of the action. @throws NotFound */
  async undoOutcome(token: string): Promise<void> {
    await this.within(token, async (db, lesson) => {
      await this.reminders.callOff(db, lesson);
      await db.delete(Outcome, { enrolmentId: lesson.enrolmentId, stepId: lesson.stepId });
    });
  }

  private async within(token: string, act: (db: EntityManager, lesson: OpenLesson) => Promise<void>): Promise<void> {
    const id = this.links.open('lesson', token);
    await this.dataSource.transaction(async (db) => {
      const lesson = await openLesson(db, id);
      // One deed at a time: what follows of two at once would be reckoned without one of them.
      await db.query('select from enrolment where id = $1 for update', [lesson.enrolmentId]);
      await act(db, lesson);
      await this.count(db, lesson);
    });
  }

  private async start(db: EntityManager, { enrolmentId }: OpenLesson): Promise<void> {
    const now = this.clock.now();
    await db.query('update enrolment set started_at = $2 where id = $1 and started_at is null', [enrolmentId, now]);
  }

  /** Writes down whether the step is complete now; in whichever round of it the questions were answered. */
  private async count(db: EntityManager, lesson: OpenLesson): Promise<void> {
    const { enrolmentId, stepId, programme } = lesson;
    const outcome = await db.findOneBy(Outcome, { enrolmentId, stepId });
    let complete = false;
    for (const round of await rounds(db, lesson)) {
      const asked = (await askedQuestions(db, round)).filter(({ from }) => round.content.lookBack || !from);
      const keys = await answeredKeys(db, round);
      complete ||= isComplete(programme.rule, {
        questions: asked.length,
        answered: asked.filter(({ key }) => keys.has(key)).length,
        action: round.content.action !== undefined,
        outcome: outcome?.outcome,
      });
    }
    const now = this.clock.now();
    if (complete)
      await db.query('insert into completion values ($1, $2, $3) on conflict do nothing', [enrolmentId, stepId, now]);
    // Once the answers behind it are kept as totals only, it cannot be counted again, and stays.
    else
      await db.query(
        `delete from completion where enrolment_id = $1 and step_id = $2 and completed_at > $3::timestamptz - make_interval(months => $4)`,
        [enrolmentId, stepId, now, ANSWER_MONTHS],
      );
  }

  private dayFrom(remindOn: string | undefined, zone: string): string {
    const today = DateTime.fromJSDate(this.clock.now(), { zone }).startOf('day');
    const day = DateTime.fromISO(remindOn ?? '', { zone });
    if (!/^\d{4}-\d\d-\d\d$/.test(remindOn ?? '') || !day.isValid || day <= today || day > today.plus({ years: 1 }))
      throw new Invalid([{ field: 'remindOn', problem: 'Choose a day from tomorrow on, within a year.' }]);
    return day.toISODate();
  }
}

/** A lesson, and the same as it was sent at other times. */
async function rounds(db: EntityManager, lesson: OpenLesson): Promise<OpenLesson[]> {
  const others = await db.query<{ id: string }[]>(
    `select id from delivery where kind = 'lesson' and subject_id = $1 and part_id = $2 and id <> $3 and attempts > 0`,
    [lesson.enrolmentId, lesson.stepId, lesson.deliveryId],
  );
  const all = [lesson];
  for (const { id } of others) all.push(await openLesson(db, id));
  return all;
}

/** Keys of the questions answered in a lesson. */
async function answeredKeys(db: EntityManager, { deliveryId }: OpenLesson): Promise<Set<string>> {
  const answers = await db.find(Answer, {
    where: { deliveryId },
    select: { id: true, stepId: true, questionId: true },
  });
  return new Set(answers.map((answer) => `q-${answer.stepId}-${answer.questionId}`));
}
