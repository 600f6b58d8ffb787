import type { Problem } from '../errors.js';
import type { PageQuestion } from '../progress/lesson-page.service.js';

/** What decides how a lesson's page looks besides the lesson. */
export interface LessonShown {
  /** the choice in the mail that was followed, counted from 0 */
  choice?: number;
  /** the question to be asked once more */
  again?: string;
  /** what was chosen in a refused form */
  picked?: Record<string, number[]>;
  remindOn?: string;
  problems?: Problem[];
  said?: string;
}

/** Where a question stands on the page. */
export function questionId(key: string): string {
  return `question-${key.replace(/[^\w-]/g, '-')}`;
}

/** A question as its partial shows it: to be answered, or marked. */
export interface QuestionView {
  id: string;
  key: string;
  ask: string;
  /** of a question from an earlier lesson: its title */
  from?: string;
  many: boolean;
  marked: boolean;
  correct: boolean;
  problem?: string;
  choices: { index: number; text: string; why: string; ticked: boolean; focused: boolean; tag: string; look: string }[];
}

/** @param picked the choices that are set while it is to be answered */
export function questionView(question: PageQuestion, picked: number[], shown: LessonShown): QuestionView {
  const { key, ask, from, pick, choices, answered, correct } = question;
  return {
    id: questionId(key),
    key,
    ask,
    from,
    many: pick === 'all',
    marked: answered && shown.again !== key,
    correct: correct === true,
    problem: shown.problems?.find(({ field }) => field === key)?.problem,
    choices: choices.map(({ index, text, why, chosen, right }) => ({
      index,
      text,
      why,
      ticked: picked.includes(index),
      focused: shown.choice === index && picked.includes(index),
      tag: tag(pick, chosen, right),
      look: right ? 'is-right' : chosen ? 'is-missed' : '',
    })),
  };
}

/** Says in words what colour shows as well. */
function tag(pick: PageQuestion['pick'], chosen: boolean, right: boolean): string {
  if (chosen) return right ? '✓ Your choice, and right' : '✗ Your choice';
  if (!right) return '';
  return pick === 'all' ? 'Right as well' : 'The right choice';
}
