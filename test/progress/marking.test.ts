import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LessonQuestion } from '../../src/programmes/lesson-file.js';
import { answerProblem, isComplete, isCorrect, type StepProgress } from '../../src/progress/marking.js';

const makeQuestion = (pick: 'one' | 'all', right: boolean[]): LessonQuestion => ({
  id: 'q',
  ask: 'What now?',
  before: false,
  pick,
  choices: right.map((isRight) => ({ text: 'This', right: isRight, why: 'Because.' })),
});
const questions = fc.oneof(
  fc.tuple(fc.integer({ min: 2, max: 4 }), fc.nat(3)).map(([count, place]) =>
    makeQuestion(
      'one',
      Array.from({ length: count }, (_, index) => index === place % count),
    ),
  ),
  fc
    .array(fc.boolean(), { minLength: 2, maxLength: 4 })
    .filter((right) => right.filter(Boolean).length >= 2)
    .map((right) => makeQuestion('all', right)),
);
const rightOf = ({ choices }: LessonQuestion) => choices.flatMap(({ right }, place) => (right ? [place] : []));

test('an answer is right with exactly the right choices, in whatever order', () => {
  fc.assert(
    fc.property(questions, fc.array(fc.nat(3), { maxLength: 4 }), (question, picked) => {
      const right = rightOf(question);
      expect(isCorrect(question, right)).toBe(true);
      expect(isCorrect(question, right.toReversed())).toBe(true);
      const chosen = [...new Set(picked)].filter((place) => question.choices[place]);
      const same = chosen.length === right.length && chosen.every((place) => right.includes(place));
      expect(isCorrect(question, chosen)).toBe(same);
    }),
  );
});

test('only what can be chosen on the page is an answer', () => {
  fc.assert(
    fc.property(questions, fc.array(fc.integer({ min: -1, max: 6 }), { maxLength: 5 }), (question, chosen) => {
      const possible =
        chosen.length > 0 &&
        new Set(chosen).size === chosen.length &&
        chosen.every((place) => place >= 0 && place < question.choices.length) &&
        (question.pick === 'all' || chosen.length === 1);
      expect(answerProblem(question, chosen) === undefined).toBe(possible);
    }),
  );
  expect(answerProblem(makeQuestion('one', [true, false]), [0.5])).toBeDefined();
});

const nothing: StepProgress = { questions: 0, answered: 0, action: false };
const asked = (answered: number): StepProgress => ({ ...nothing, questions: 2, answered });
const act = (outcome?: StepProgress['outcome']): StepProgress => ({ ...nothing, action: true, outcome });

test.each<['answers' | 'action' | 'both', StepProgress, boolean]>([
  ['answers', asked(1), false],
  ['answers', asked(2), true],
  ['answers', { ...act(), ...asked(2), action: true }, true],
  ['answers', act('done'), true], // no question: the action counts instead
  ['answers', act(), false],
  ['action', { ...asked(2), action: true }, false],
  ['action', { ...asked(0), action: true, outcome: 'done' }, true],
  ['action', { ...asked(0), action: true, outcome: 'not-for-us' }, true],
  ['action', { ...asked(0), action: true, outcome: 'later' }, false],
  ['action', asked(2), true], // no action: the answers count instead
  ['action', asked(1), false],
  ['both', { ...asked(2), action: true }, false],
  ['both', { ...asked(1), action: true, outcome: 'done' }, false],
  ['both', { ...asked(2), action: true, outcome: 'done' }, true],
  ['both', { ...asked(2), action: true, outcome: 'later' }, false],
  ['both', asked(2), true],
  ['both', act('done'), true],
])('by the rule %s, %j: complete is %s', (rule, step, complete) => {
  expect(isComplete(rule, step)).toBe(complete);
});

test('a step with nothing to do is never complete; more done never makes less complete', () => {
  const rules = fc.constantFrom('answers' as const, 'action' as const, 'both' as const);
  for (const rule of ['answers', 'action', 'both'] as const) expect(isComplete(rule, nothing)).toBe(false);
  fc.assert(
    fc.property(rules, fc.nat(4), fc.nat(4), fc.boolean(), (rule, count, answered, action) => {
      const step = { questions: count, answered: Math.min(answered, count), action };
      if (!isComplete(rule, step)) return;
      expect(isComplete(rule, { ...step, answered: count, outcome: 'done' })).toBe(true);
    }),
  );
});
