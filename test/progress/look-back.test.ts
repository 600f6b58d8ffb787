import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseEcho, chooseLookBack, type PastQuestion } from '../../src/progress/look-back.js';

const past = fc.uniqueArray(
  fc.record({
    stepId: fc.nat(30).map(String),
    questionId: fc.constantFrom('a', 'b', 'c'),
    lessonsAgo: fc.integer({ min: 1, max: 30 }),
    lastSeenAt: fc.integer({ min: 0, max: 50 }).map((day) => new Date(Date.UTC(2026, 0, day + 1))),
    wrong: fc.boolean(),
  }),
  { selector: ({ stepId, questionId }) => `${stepId} ${questionId}`, maxLength: 40 },
);

test('what was wrong comes first, then what was longest unseen; as many as asked for, each once', () => {
  fc.assert(
    fc.property(past, fc.integer({ min: 1, max: 10 }), (questions, count) => {
      const chosen = chooseLookBack(questions, count);
      expect(chosen).toHaveLength(Math.min(count, questions.length));
      expect(new Set(chosen).size).toBe(chosen.length);
      const left = questions.filter((question) => !chosen.includes(question));
      const rank = ({ wrong, lastSeenAt }: PastQuestion) => lastSeenAt.getTime() - (wrong ? 1e15 : 0);
      const worst = Math.max(...chosen.map(rank));
      for (const question of left) expect(rank(question)).toBeGreaterThanOrEqual(worst);
      expect(chosen.map(rank)).toEqual(chosen.map(rank).toSorted((a, b) => a - b));
    }),
  );
});

test('the choice does not hang on the order in which the past is told', () => {
  const shuffled = past.chain((questions) =>
    fc.tuple(fc.constant(questions), fc.shuffledSubarray(questions, { minLength: questions.length })),
  );
  const distinct = (questions: PastQuestion[]) =>
    new Set(questions.map((one) => `${one.lessonsAgo} ${one.questionId}`));
  fc.assert(
    fc.property(shuffled, fc.integer({ min: 1, max: 10 }), ([questions, other], count) => {
      fc.pre(distinct(questions).size === questions.length); // lessons are one after another
      expect(chooseLookBack(other, count)).toEqual(chooseLookBack(questions, count));
    }),
  );
});

test('an ordinary week brings one question back, of the lesson one, five or thirteen weeks ago', () => {
  fc.assert(
    fc.property(past, (questions) => {
      const chosen = chooseEcho(questions);
      const possible = questions.filter(({ lessonsAgo }) => [1, 5, 13].includes(lessonsAgo));
      expect(chosen).toHaveLength(Math.min(1, possible.length));
      for (const one of chosen) expect(possible).toContain(one);
      if (possible.some(({ wrong }) => wrong)) expect(chosen[0]!.wrong).toBe(true);
    }),
  );
});
