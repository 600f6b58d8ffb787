import type { Problem } from '../errors.js';
import { checkLesson, deadLinks, type LessonFindings } from './check-lesson.js';
import { guessable } from './check-programme.js';
import { checkDraft, type LessonDraft } from './lesson-draft.js';
import type { LessonQuestion } from './lesson-file.js';

/** What is published, as far as a draft is held against it. */
export interface Published {
  /** the programme's slug, and the live lessons in order */
  [programme: string]: { slug: string; questions: LessonQuestion[] }[];
}

/**
 * All that `programmes check` would say of a lesson if it stood where it is meant to: faults keep it from being published.
 * What the programme as a whole breaks already without it does not, or nobody could mend one lesson after the other.
 * @param today the day it is, `yyyy-mm-dd`
 */
export function checkDraftIn(
  published: Published,
  [programme, slug]: [programme: string, slug: string],
  draft: LessonDraft,
  today: string,
): LessonFindings {
  const read = checkDraft(draft);
  if ('problems' in read) return { faults: read.problems, warnings: [] };
  const { faults, warnings } = checkLesson(read.value, today);
  const lessons = published[programme] ?? [];
  const others = lessons.filter((lesson) => lesson.slug !== slug);
  const exists = (other: string, lesson?: string) =>
    Object.hasOwn(published, other) &&
    (lesson === undefined ||
      published[other]!.some((one) => one.slug === lesson) ||
      (other === programme && lesson === slug));
  const dead = deadLinks(read.value.markdown, exists).map((problem) => ({ field: 'markdown', problem }));
  const before = guessable(lessons.flatMap(({ questions }) => questions));
  const after = guessable([...others.flatMap(({ questions }) => questions), ...read.value.questions]);
  const inProgramme: Problem[] = after.map((problem) => ({
    field: 'questions',
    problem: `in the programme as a whole: ${problem}`,
  }));
  return before.length === 0
    ? { faults: [...faults, ...dead, ...inProgramme], warnings }
    : { faults: [...faults, ...dead], warnings: [...warnings, ...inProgramme] };
}
