import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FEWEST, share, told, toldParts, toldTogether } from '../../../src/stats/figures/few.js';

const count = fc.nat({ max: 30 });
const parts = fc.array(count, { minLength: 1, maxLength: 5 });
const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

test('a count of one to four is not told; any other is told as it is', () => {
  fc.assert(fc.property(count, (people) => expect(told(people)).toBe(people > 0 && people < FEWEST ? 'few' : people)));
});

test('of a split, nobody can work out how many fewer than five are', () => {
  fc.assert(
    fc.property(parts, (people) => {
      const shown = toldParts(people);
      expect(shown).toHaveLength(people.length);
      for (const [index, part] of shown.entries()) {
        if (typeof part === 'number') expect(part).toBe(people[index]);
        if (part === 'few' && sum(people) >= FEWEST) expect(people[index]).toBeLessThan(FEWEST);
        expect(part === 'few' || part === 'withheld' || part === 0 || part >= FEWEST).toBe(true);
      }
      // What is left when all that is shown is taken from the whole is nobody, or five at the least of more than one part.
      const hidden = people.filter((_, index) => typeof shown[index] !== 'number');
      if (sum(people) >= FEWEST && hidden.length > 0) {
        expect(sum(hidden)).toBeGreaterThanOrEqual(FEWEST);
        expect(hidden.filter((part) => part > 0).length).toBeGreaterThan(1);
      }
    }),
  );
});

test('no more is held back than is needed', () => {
  expect(toldParts([20, 30])).toEqual([20, 30]);
  expect(toldParts([20, 0])).toEqual([20, 0]);
  expect(toldParts([20, 3])).toEqual(['withheld', 'few']);
  expect(toldParts([20, 3, 4])).toEqual([20, 'few', 'few']);
  expect(toldParts([20, 8, 3])).toEqual([20, 'withheld', 'few']);
  expect(toldParts([2, 2, 0])).toEqual(['few', 'few', 'few']);
  expect(toldParts([0, 0])).toEqual([0, 0]);
});

test('many answers of few people are not told, nor what stands beside them', () => {
  expect(toldTogether([90, 12], [40, 4])).toEqual(['few', 'few']);
  expect(toldTogether([90, 12], [40, 5])).toEqual([90, 12]);
  expect(toldTogether([90, 0], [40, 0])).toEqual([90, 0]);
});

test('a share is told only where both its counts are', () => {
  expect(share(5, 8)).toBe(63);
  expect(share(0, 8)).toBe(0);
  expect(share(0, 0)).toBeNull();
  expect(share('few', 8)).toBeNull();
  expect(share(7, 'withheld')).toBeNull();
});
