import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { answersFrom, isDue } from '../../../src/stats/figures/night.js';

const LONDON = 'Europe/London';
const made = (at: string, milliseconds = 9000) => ({ madeAt: new Date(at), milliseconds });
const due = (last: ReturnType<typeof made> | undefined, now: string) => isDue(last, new Date(now), LONDON);

test('figures are made the first time, then once a night, after two', () => {
  expect(due(undefined, '2026-03-16T12:00:00Z')).toBe(true);
  expect(due(made('2026-03-16T12:00:00Z'), '2026-03-16T23:59:00Z')).toBe(false);
  expect(due(made('2026-03-16T12:00:00Z'), '2026-03-17T01:59:00Z')).toBe(false);
  expect(due(made('2026-03-16T12:00:00Z'), '2026-03-17T02:00:00Z')).toBe(true);
  expect(due(made('2026-03-17T02:00:30Z'), '2026-03-18T01:59:00Z')).toBe(false);
  // In summer two in the morning is one by UTC.
  expect(due(made('2026-07-01T12:00:00Z'), '2026-07-02T01:00:00Z')).toBe(true);
});

test('where it is quick they are made every ten minutes as well', () => {
  expect(due(made('2026-03-16T12:00:00Z', 40), '2026-03-16T12:09:59Z')).toBe(false);
  expect(due(made('2026-03-16T12:00:00Z', 40), '2026-03-16T12:10:00Z')).toBe(true);
});

test('whatever the hour, each day has its figures, and made once they are not due at once', () => {
  const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instant, (at) => {
      expect(isDue({ madeAt: at, milliseconds: 9000 }, at, LONDON)).toBe(false);
      expect(isDue({ madeAt: at, milliseconds: 9000 }, new Date(at.getTime() + 25 * 3600_000), LONDON)).toBe(true);
    }),
  );
});

test('answers are kept for thirteen months and less than a week more', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }), (now) => {
      const monday = DateTime.fromISO(answersFrom(now, LONDON), { zone: LONDON });
      expect(monday.weekday).toBe(1);
      const exact = DateTime.fromJSDate(now, { zone: LONDON }).minus({ months: 13 });
      expect(monday <= exact && exact < monday.plus({ weeks: 1 })).toBe(true);
    }),
  );
});
