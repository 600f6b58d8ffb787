import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from '../../src/mail/delivery.entity.js';
import { retryDelay } from '../../src/mail/retry.js';
import { settlement } from '../../src/mail/settlement.js';

const MINUTE = 60_000;
const random = fc.double({ min: 0, max: 1, noNaN: true });

test('about 2, 10, 30 minutes, then 1, 2, 4, 4, … hours', () => {
  const tries = [1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => retryDelay(attempt, 0.5) / MINUTE);
  expect(tries).toEqual([2, 10, 30, 60, 120, 240, 240, 240]);
});

test('each wait is within a fifth of its middle, and no attempt waits less than the one before could', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), random, (attempt, chance) => {
      const middle = retryDelay(attempt, 0.5);
      expect(Math.abs(retryDelay(attempt, chance) - middle)).toBeLessThanOrEqual(middle / 5 + 1);
      expect(retryDelay(attempt + 1, 0)).toBeGreaterThanOrEqual(retryDelay(attempt, 0));
    }),
  );
});

test('what failed together does not come back together', () => {
  expect(new Set(Array.from({ length: 50 }, () => retryDelay(3))).size).toBeGreaterThan(40);
});

test('only what is tried again has a next try, and never before now', () => {
  const states = fc.constantFrom('sent' as const, 'deferred', 'refused', 'unconfirmed', 'held');
  fc.assert(
    fc.property(
      states,
      fc.integer({ min: 1, max: 20 }),
      fc.date({ noInvalidDate: true, max: new Date('2200-01-01') }),
      (state, attempts, at) => {
        const delivery = { id: '1', claimId: 'c', attempts } as Delivery;
        const { nextTryAt, ...rest } = settlement(delivery, { state, reply: 'r' }, at, 5 * MINUTE);
        expect(rest).toEqual({ id: '1', claimId: 'c', state, reply: 'r', at });
        if (state === 'held') expect(nextTryAt!.getTime() - at.getTime()).toBe(5 * MINUTE);
        else if (state === 'deferred') expect(nextTryAt!.getTime() - at.getTime()).toBeGreaterThan(MINUTE);
        else expect(nextTryAt).toBeNull();
      },
    ),
  );
});
