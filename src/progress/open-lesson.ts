import type { EntityManager } from 'typeorm';
import { NotFound } from '../errors.js';
import type { LessonContent, LessonQuestion } from '../programmes/lesson-file.js';
import type { Programme } from '../programmes/programme.entity.js';
import { histories } from './history.js';
import { chooseEcho, chooseLookBack } from './look-back.js';

/** A lesson as one member has it: what was mailed, and where it belongs. */
export interface OpenLesson {
  deliveryId: string;
  memberId: string;
  enrolmentId: string;
  stepId: string;
  dueAt: Date;
  revisionId: string;
  content: LessonContent;
  pageHtml: string;
  programme: { id: string; slug: string; title: string; rule: Programme['rule']; closing: string | null };
  sector: string | null;
  nation: string | null;
  zone: string;
  /** wall time of the member's slot, `HH:MM:SS` */
  time: string;
  nextDueAt: Date | null;
}

/** A question as a lesson asks it. */
export interface AskedQuestion {
  /** unique on the page */
  key: string;
  stepId: string;
  revisionId: string;
  question: LessonQuestion;
  /** of a question from an earlier lesson: the lesson's title */
  from?: string;
}

/** The lesson that was mailed with a delivery. @throws NotFound */
export async function openLesson(db: EntityManager, deliveryId: string): Promise<OpenLesson> {
  const [lesson] = await db.query<[OpenLesson?]>(OPEN_LESSON, [deliveryId]);
  if (!lesson) throw new NotFound('no such lesson');
  return lesson;
}

/** What a lesson asks: its own questions, then one from an earlier week; or, in a look-back week, only earlier ones. */
export async function askedQuestions(db: EntityManager, lesson: OpenLesson): Promise<AskedQuestion[]> {
  const { deliveryId: id, memberId, dueAt: before, content } = lesson;
  const past = (await histories(db, [{ id, memberId, before }])).get(id) ?? [];
  const chosen = content.lookBack ? chooseLookBack(past, content.lookBack) : chooseEcho(past);
  const own = content.questions.map((question) => asked(lesson.stepId, lesson.revisionId, question));
  return [...own, ...chosen.map((one) => ({ ...asked(one.stepId, one.revisionId, one.question), from: one.title }))];
}

function asked(stepId: string, revisionId: string, question: LessonQuestion): AskedQuestion {
  return { key: `q-${stepId}-${question.id}`, stepId, revisionId, question };
}

const OPEN_LESSON = `
  select d.id as "deliveryId", d.recipient_id as "memberId", e.id as "enrolmentId", d.part_id as "stepId", d.due_at as "dueAt",
    r.id as "revisionId", r.content, r.page_html as "pageHtml", o.sector, o.nation, c.zone, c.time, c.next_due_at as "nextDueAt",
    jsonb_build_object('id', p.id::text, 'slug', p.slug, 'title', p.title, 'rule', p.rule, 'closing', p.closing) as programme
  from delivery d
    join enrolment e on e.id = d.subject_id
    join programme p on p.id = e.programme_id
    join revision r on r.id = d.content_id
    join member m on m.id = d.recipient_id
    join organisation o on o.id = m.organisation_id
    join cadence c on c.member_id = m.id
  where d.id = $1 and d.kind = 'lesson' and m.erased_at is null`;
