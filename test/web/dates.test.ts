import { expect, test } from '@jest/globals';
import { day, dayOf, nearDay, wait, weekly, when } from '../../src/web/dates.js';

test('instants are told by the clock of the zone', () => {
  const instant = new Date('2026-06-30T22:30:00Z');
  expect(when(instant, 'Europe/London')).toBe('Tuesday 30 June at 23:30');
  expect(when(instant, 'Asia/Tokyo')).toBe('Wednesday 1 July at 07:30');
  expect(dayOf(instant, 'Asia/Tokyo')).toBe('Wednesday 1 July');
});

test('days and slots are told in words', () => {
  expect(day('2026-11-22')).toBe('22 November 2026');
  expect(day('first')).toBe('first');
  expect(nearDay('2026-03-24')).toBe('Tuesday 24 March');
  expect(weekly(1, '07:30:00')).toBe('Mondays at 07:30');
  expect(weekly(7, '19:00')).toBe('Sundays at 19:00');
});

test.each([
  [1, 'a minute'],
  [61, '2 minutes'],
  [3600, '60 minutes'],
  [5401, '2 hours'],
])('%d seconds are %s: never told shorter than they are', (seconds, words) => {
  expect(wait(seconds)).toBe(words);
});
