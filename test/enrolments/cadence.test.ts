import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { freeFrom, nextSlot, type Slot, spoken } from '../../src/enrolments/cadence.js';
import { type Database, dataSourceOptions } from '../../src/database/database.js';
import { makeDatabase } from '../support/database.js';

const ZONES = Intl.supportedValuesOf('timeZone');
const DAY = 24 * 3600_000;

let database: Database;
let dataSource: DataSource;
beforeAll(async () => {
  database = await makeDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.connection, 2)).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.stop();
});

const clockTime = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const weekdays = fc.integer({ min: 1, max: 7 });
/** from 07:00 to 19:59 */
const times = fc.integer({ min: 7 * 60, max: 20 * 60 - 1 }).map(clockTime);
const slots: fc.Arbitrary<Slot> = fc.record({ weekday: weekdays, time: times, zone: fc.constantFrom(...ZONES) });
const instants = fc
  .integer({ min: Date.parse('2024-01-01T00:00:00Z') / 1000, max: Date.parse('2031-01-01T00:00:00Z') / 1000 })
  .map((seconds) => new Date(seconds * 1000));

interface Case {
  slot: Slot;
  after: Date;
}

/** Cases that PostgreSQL answers differently, though its clocks say the same: its own list of zones may be older than ours. */
async function differences(cases: Case[]): Promise<{ differing: Case[]; otherClocks: Set<string> }> {
  const rows = await dataSource.query<{ next: Date; read: string[] }[]>(
    `select next, array[to_char(after at time zone zone, 'YYYY-MM-DD HH24:MI'), to_char(next at time zone zone, 'YYYY-MM-DD HH24:MI')] as read
     from jsonb_to_recordset($1::jsonb) as c (n int, weekday int, time time, zone text, after timestamptz)
     cross join lateral next_slot(weekday, time, zone, after) as next
     order by n`,
    [JSON.stringify(cases.map(({ slot, after }, n) => ({ n, ...slot, after })))],
  );
  const read = (at: Date, zone: string) => DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm');
  const sameClocks = cases.map(
    ({ slot: { zone }, after }, n) =>
      read(after, zone) === rows[n]!.read[0] && read(rows[n]!.next, zone) === rows[n]!.read[1],
  );
  const otherClocks = new Set(cases.filter((_, n) => !sameClocks[n]).map(({ slot }) => slot.zone));
  const differs = ({ slot, after }: Case, n: number) =>
    sameClocks[n] && rows[n]!.next.getTime() !== nextSlot(slot, after).getTime();
  return { differing: cases.filter(differs), otherClocks };
}

/** The instants at which a zone's clocks change within two years. */
function changes(zone: string): Date[] {
  const offset = (at: number) => DateTime.fromMillis(at, { zone }).offset;
  const found: Date[] = [];
  const end = Date.parse('2028-01-01T00:00:00Z');
  for (let at = Date.parse('2026-01-01T00:00:00Z'); at < end; at += 7 * DAY) {
    let [low, high] = [at, at + 7 * DAY];
    if (offset(low) === offset(high)) continue;
    while (high - low > 60_000) {
      const middle = low + Math.floor((high - low) / 2);
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    found.push(new Date(high));
  }
  return found;
}

test('the next slot comes within a week, on its day and at its wall time, and none is between', () => {
  fc.assert(
    fc.property(slots, instants, (slot, after) => {
      const next = nextSlot(slot, after);
      expect(next.getTime()).toBeGreaterThan(after.getTime());
      const local = DateTime.fromJSDate(next, { zone: slot.zone });
      expect([local.weekday, local.toFormat('HH:mm')]).toEqual([slot.weekday, slot.time]);
      const before = local.minus({ weeks: 1 }).set({ hour: local.hour, minute: local.minute });
      expect(before.toMillis()).toBeLessThanOrEqual(after.getTime());
      expect(nextSlot(slot, new Date(next.getTime() - 1))).toEqual(next);
    }),
    { numRuns: 2000 },
  );
});

test('slot after slot is a week of the calendar, whatever the clocks do', () => {
  fc.assert(
    fc.property(slots, instants, (slot, after) => {
      const first = nextSlot(slot, after);
      const second = nextSlot(slot, first);
      // the dates alone: a day that begins twice, as in Havana, would be an hour longer
      const day = (at: Date) => Date.parse(DateTime.fromJSDate(at, { zone: slot.zone }).toISODate() as string);
      expect(day(second) - day(first)).toBe(7 * DAY);
    }),
    { numRuns: 1000 },
  );
});

test('the database reckons the same, for anybody at any time', async () => {
  const cases = fc.sample(fc.record({ slot: slots, after: instants }), 5000);
  const { differing, otherClocks } = await differences(cases);
  expect(differing).toEqual([]);
  expect(otherClocks.size).toBeLessThan(ZONES.length / 20);
});

test('in every zone, around every change of its clocks, the database reckons the same', async () => {
  const cases = ZONES.flatMap((zone) =>
    [...changes(zone), new Date('2026-07-01T12:00:00Z')].flatMap((change) =>
      [-8, -1, 0, 1].flatMap((days) => {
        const after = new Date(change.getTime() + days * DAY);
        const { weekday } = DateTime.fromJSDate(change, { zone });
        return ['07:00', '19:59'].map((time) => ({ slot: { weekday, time, zone }, after }));
      }),
    ),
  );
  expect(new Set(cases.map(({ slot }) => slot.zone)).size).toBe(ZONES.length);
  expect(cases.length).toBeGreaterThan(ZONES.length * 8 + 1000);
  const { differing, otherClocks } = await differences(cases);
  expect(differing).toEqual([]);
  expect(otherClocks.size).toBeLessThan(ZONES.length / 20);
});

test.each([
  ['spring', '2026-03-24T09:00:00Z', '2026-03-31T08:00:00Z'],
  ['autumn', '2026-10-20T08:00:00Z', '2026-10-27T09:00:00Z'],
])('nine in London stays nine when the clocks change in %s', (_, last, next) => {
  const slot = { weekday: 2, time: '09:00', zone: 'Europe/London' };
  expect(nextSlot(slot, new Date(last))).toEqual(new Date(next));
});

test('a slot is free again six and a half days after the last, and never in the past', () => {
  fc.assert(
    fc.property(slots, instants, fc.integer({ min: 0, max: 20 * 24 * 60 }), (slot, from, minutes) => {
      const last = nextSlot(slot, from);
      const now = new Date(last.getTime() + minutes * 60_000);
      const free = freeFrom(last, slot.zone, now);
      expect(free.getTime()).toBeGreaterThanOrEqual(now.getTime());
      const days = (free.getTime() - last.getTime()) / DAY;
      expect(days).toBeGreaterThan(6.3);
      if (free > now) expect(days).toBeLessThan(6.7);
      expect(freeFrom(null, slot.zone, now)).toEqual(now);
    }),
  );
});

test('staying with one slot, every week is free again; moving to any other, the two are never closer than six and a third days', () => {
  fc.assert(
    fc.property(slots, weekdays, times, instants, fc.nat(7 * 24 * 60), (slot, weekday, time, from, minutes) => {
      const last = nextSlot(slot, from);
      const now = new Date(last.getTime() + minutes * 60_000);
      const free = freeFrom(last, slot.zone, now);
      if (now < nextSlot(slot, last)) expect(nextSlot(slot, free)).toEqual(nextSlot(slot, last));
      const moved = nextSlot({ ...slot, weekday, time }, free);
      expect((moved.getTime() - last.getTime()) / DAY).toBeGreaterThan(6.3);
      expect((moved.getTime() - now.getTime()) / DAY).toBeLessThan(14.1);
    }),
    { numRuns: 1000 },
  );
});

test('an instant is said in the words of its zone', () => {
  expect(spoken(new Date('2026-03-24T09:00:00Z'), 'Europe/London')).toBe('Tuesday 24 March at 09:00');
  expect(spoken(new Date('2026-03-24T23:30:00Z'), 'Asia/Tokyo')).toBe('Wednesday 25 March at 08:30');
});
