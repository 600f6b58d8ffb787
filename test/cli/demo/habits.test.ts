import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chance, hoursToAct, lessonHabit, ticked } from '../../../src/cli/demo/habits.js';

const choices = fc
  .uniqueArray(fc.string(), { minLength: 2, maxLength: 4 })
  .chain((all) => fc.record({ all: fc.constant(all), right: fc.subarray(all, { minLength: 1 }) }));

test('chance is the same each time, from 0 up to 1, and spread evenly', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (about) => {
      expect(chance(...about)).toBe(chance(...about));
      expect(chance(...about)).toBeGreaterThanOrEqual(0);
      expect(chance(...about)).toBeLessThan(1);
    }),
  );
  const many = Array.from({ length: 2000 }, (_, number) => chance('even', String(number)));
  expect(many.reduce((sum, one) => sum + one) / many.length).toBeCloseTo(0.5, 1);
});

test('what is ticked is always an answer to the question', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), choices, (who, question, { all, right }) => {
      const one = ticked(who, question, all, right.slice(0, 1), false);
      expect(one).toHaveLength(1);
      const some = ticked(who, question, all, right, true);
      expect(new Set(some).size).toBe(some.length);
      for (const choice of [...one, ...some]) expect(all).toContain(choice);
    }),
  );
});

test('most know the answer, some do not', () => {
  const wrong = Array.from({ length: 500 }, (_, who) => ticked(String(who), 'q', ['0', '1', '2'], ['1'], false)).filter(
    ([choice]) => choice !== '1',
  );
  expect(wrong.length).toBeGreaterThan(50);
  expect(wrong.length).toBeLessThan(150);
});

test('some never answer, most mostly do, and nobody takes more than two days', () => {
  const people = Array.from({ length: 200 }, (_, who) =>
    Array.from({ length: 10 }, (_lesson, lesson) => lessonHabit(`${who}@example.org`, `Lesson ${lesson}`)),
  );
  const shares = people.map((lessons) => lessons.filter(({ answers }) => answers).length);
  expect(shares.filter((share) => share === 0).length).toBeGreaterThan(5);
  expect(shares.filter((share) => share >= 8).length).toBeGreaterThan(120);
  fc.assert(
    fc.property(fc.string(), fc.string(), (who, mail) => {
      expect(hoursToAct('lesson', who, mail)).toBeLessThan(48);
      expect(hoursToAct('confirm', who, mail)).toBe(0);
    }),
  );
});
