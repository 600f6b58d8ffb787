import type { LessonQuestion } from '../programmes/lesson-file.js';
import type { Programme } from '../programmes/programme.entity.js';
import type { OutcomeKind } from './outcome.entity.js';

/** What is wrong with an answer as such, or nothing. @param chosen places of the chosen choices, from 0 */
export function answerProblem(question: LessonQuestion, chosen: number[]): string | undefined {
  if (chosen.length === 0) return 'Choose an answer.';
  if (new Set(chosen).size !== chosen.length || chosen.some((place) => !question.choices[place]))
    return 'Choose from the answers on this page.';
  if (question.pick === 'one' && chosen.length > 1) return 'Choose one answer only.';
  return undefined;
}

/** Whether an answer is right: exactly the right choices, in whatever order. */
export function isCorrect(question: LessonQuestion, chosen: number[]): boolean {
  return question.choices.every((choice, place) => choice.right === chosen.includes(place));
}

/** How far a member is with one step. */
export interface StepProgress {
  /** questions that count, and how many of them have been answered, right or wrong */
  questions: number;
  answered: number;
  /** whether the step has an action, and what became of it */
  action: boolean;
  outcome?: OutcomeKind | undefined;
}

/** Whether a step is complete by its programme's rule. What a step does not have is not asked for; a step with nothing to do never is. */
export function isComplete(rule: Programme['rule'], step: StepProgress): boolean {
  const hasQuestions = step.questions > 0;
  const answersDone = step.answered >= step.questions;
  const actionDone = step.outcome === 'done' || step.outcome === 'not-for-us';
  const wantsAnswers = hasQuestions && (rule !== 'action' || !step.action);
  const wantsAction = step.action && (rule !== 'answers' || !hasQuestions);
  return (wantsAnswers || wantsAction) && (!wantsAnswers || answersDone) && (!wantsAction || actionDone);
}
