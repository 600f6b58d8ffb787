import type { Problem } from '../errors.js';
import type { LessonPage, PageQuestion } from '../progress/lesson-page.service.js';
import { nearDay, when } from './dates.js';
import { refusal } from './form.js';
import { type LessonShown, questionId, questionView } from './question.view.js';
import { stepView } from './step.view.js';

const outcomes = {
  done: () => '✓ Done.',
  'not-for-us': () => 'Not for us.',
  later: (day: string) => `We will remind you on ${day}.`,
};

/** The lesson page. */
export function lessonView(page: LessonPage, shown: LessonShown): object {
  const { programme, number, of, questions, before, lookBack, steps, outcome } = page;
  const all = [...(before ? [before] : []), ...questions, ...lookBack];
  const views = new Map(all.map((question) => [question, questionView(question, picks(page, question, shown), shown)]));
  const open = [...views.values()].filter(({ marked }) => !marked).length;
  const complete = steps.filter(({ state }) => state === 'complete').length;
  return {
    ...page,
    title: page.title,
    before: before && views.get(before),
    questions: questions.map((question) => views.get(question)),
    lookBack: lookBack.map((question) => views.get(question)),
    asks: all.length > 0,
    open: open > 0,
    openText: open === 1 ? 'Check my answer' : 'Check my answers',
    answersFirst: all.some(({ answered }) => !answered),
    outcome: outcome && outcomes[outcome.outcome](outcome.remindOn ? nearDay(outcome.remindOn) : 'the day you chose'),
    remindOn: shown.remindOn ?? page.earliestReminder,
    steps: steps.map(stepView),
    standing: `Week ${number} of ${of} in “${programme.title}”. ${complete === 1 ? '1 lesson' : `${complete} lessons`} complete.`,
    next: next(page),
    said: shown.said,
    ...refusal(problems(all, shown), ['remindOn', ...all.map(({ key }) => questionId(key))]),
  };
}

/** Problems by the place on the page that the summary leads to. */
function problems(all: PageQuestion[], shown: LessonShown): Problem[] {
  const isQuestion = (field: string) => all.some(({ key }) => key === field);
  return (shown.problems ?? []).map(({ field, problem }) => ({
    field: isQuestion(field) ? questionId(field) : field,
    problem,
  }));
}

function picks(page: LessonPage, question: PageQuestion, { picked, choice }: LessonShown): number[] {
  const typed = picked?.[question.key];
  if (typed) return typed;
  return choice !== undefined && question === mailed(page) ? [choice] : (question.preset ?? []);
}

/** The question that the mail asked. */
function mailed({ questions, before, lookBack }: LessonPage): PageQuestion | undefined {
  return [...questions, ...(before ? [before] : []), ...lookBack].find(({ pick }) => pick === 'one');
}

function next({ steps, nextDueAt, zone }: LessonPage): string | undefined {
  const ahead = steps.find(({ state }) => state === 'ahead');
  const lesson = ahead ? `Next here: “${ahead.title}”.` : 'This was the last lesson of the programme.';
  return nextDueAt ? `${lesson} Your next mail comes on ${when(nextDueAt, zone)}.` : lesson;
}
