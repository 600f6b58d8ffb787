import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { Invalid } from '../../src/errors.js';
import { checkLastDay, sendTime } from '../../src/staff/alert-times.js';

const now = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
const zone = fc.constantFrom('Europe/London', 'Australia/Perth', 'America/New_York', 'Pacific/Chatham');

test('a time is the one on the clocks of the zone, ahead of now and within 60 days', () => {
  fc.assert(
    fc.property(now, zone, fc.integer({ min: -5 * 1440, max: 65 * 1440 }), (at, where, minutes) => {
      const then = DateTime.fromJSDate(at, { zone: where }).startOf('minute').plus({ minutes });
      const typed = then.toFormat("yyyy-MM-dd'T'HH:mm");
      const limit = DateTime.fromJSDate(at, { zone: where }).plus({ days: 60 });
      // An hour that comes twice is read as one of the two.
      const read = DateTime.fromISO(typed, { zone: where });
      if (read.toMillis() <= at.getTime() || read > limit)
        return expect(() => sendTime(typed, where, at)).toThrow(Invalid);
      const found = DateTime.fromJSDate(sendTime(typed, where, at), { zone: where });
      expect(found.toFormat("yyyy-MM-dd'T'HH:mm")).toBe(typed);
    }),
  );
});

test('the last day is one from today on, by the calendar of the zone, within a year', () => {
  fc.assert(
    fc.property(now, zone, fc.integer({ min: -3, max: 370 }), (at, where, days) => {
      const today = DateTime.fromJSDate(at, { zone: where }).startOf('day');
      const day = today.plus({ days });
      const right = days >= 0 && day <= today.plus({ years: 1 });
      const check = () => checkLastDay(day.toISODate(), where, at);
      if (right) check();
      else expect(check).toThrow(Invalid);
    }),
  );
  expect(() => checkLastDay(null, 'Europe/London', new Date())).not.toThrow();
});
