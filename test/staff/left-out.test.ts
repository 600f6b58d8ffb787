import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { facetOf, sameFacet } from '../../src/staff/people/facet.js';
import { COULD_NOT_BE, leftOut, pauseEndsAt } from '../../src/staff/people/left-out.js';
import type { PeopleWish } from '../../src/staff/people/wish.js';
import type { Standing } from '../../src/stats/standing.js';

const now = new Date('2026-03-16T00:00:00Z');
const state = fc.constantFrom('invited', 'active', 'finished', 'withdrawn');
const enrolments = fc
  .uniqueArray(
    fc.record({ programmeId: fc.constantFrom('1', '2', '3'), state, done: fc.boolean(), waived: fc.boolean() }),
    { selector: ({ programmeId }) => programmeId },
  )
  .map((all) => all.map((one) => ({ ...one, id: `4${one.programmeId}` })));
const standing: fc.Arbitrary<Standing> = fc.record({
  id: fc.constant('1'),
  name: fc.constant('Jo'),
  address: fc.constant('jo@example.org'),
  suppressed: fc.boolean(),
  agreed: fc.boolean(),
  weekday: fc.integer({ min: 1, max: 7 }),
  time: fc.constantFrom('09:00', '10:30'),
  zone: fc.constantFrom('Europe/London', 'Asia/Kathmandu'),
  pausedUntil: fc.option(fc.date({ min: new Date('2026-03-01'), max: new Date('2026-05-01'), noInvalidDate: true })),
  enrolments,
});
const wish: fc.Arbitrary<PeopleWish> = fc.oneof(
  fc.record({ act: fc.constant('pause' as const), until: fc.constantFrom('2026-03-20', '2026-04-01') }),
  fc.constant({ act: 'resume' as const }),
  fc.record({
    act: fc.constant('move' as const),
    weekday: fc.integer({ min: 1, max: 7 }),
    time: fc.constantFrom('09:00', '10:30'),
  }),
  fc.record({ act: fc.constant('enrol' as const), programmeId: fc.constantFrom('1', '2') }),
  fc.record({ act: fc.constant('withdraw' as const), programmeId: fc.constantFrom('1', null) }),
  fc.constant({ act: 'waive' as const, stepId: '9', reason: 'x' }),
  fc.constant({ act: 'remove' as const }),
);
const told = (wished: PeopleWish, person: Standing) => leftOut({ wish: wished, stepProgrammeId: '1' }, person, now);

test('who is suppressed is never started, resumed or moved, and the answer does not say why', () => {
  fc.assert(
    fc.property(wish, standing, (wished, person) => {
      if (!person.suppressed || !['pause', 'resume', 'move', 'enrol'].includes(wished.act)) return;
      expect(told(wished, person)).toBe(COULD_NOT_BE);
    }),
  );
});

test('nobody is put into a programme who has not said yes, or takes it or has had it', () => {
  fc.assert(
    fc.property(wish, standing, (wished, person) => {
      if (wished.act !== 'enrol' || told(wished, person) !== undefined) return;
      expect([person.agreed, person.suppressed]).toEqual([true, false]);
      const known = person.enrolments.find(({ programmeId }) => programmeId === wished.programmeId);
      expect([undefined, 'withdrawn']).toContain(known?.state);
    }),
  );
});

test('an act that is done changes something: doing it once more leaves everybody out', () => {
  fc.assert(
    fc.property(wish, standing, (wished, person) => {
      if (told(wished, person) !== undefined || wished.act === 'remove') return;
      const after = done(wished, person);
      expect(sameFacet(facetOf(wished, person), facetOf(wished, after))).toBe(false);
      expect(told(wished, after)).toBeDefined();
    }),
  );
});

test('a facet is the same whatever the order of its fields, and through JSON', () => {
  fc.assert(
    fc.property(wish, standing, (wished, person) => {
      const facet = facetOf(wished, person);
      const turned = Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(facet)) as object).toReversed());
      expect(sameFacet(facet, turned as typeof facet)).toBe(true);
    }),
  );
});

/** How somebody stands after an act. */
function done(wished: PeopleWish, person: Standing): Standing {
  const each = (change: (one: Standing['enrolments'][number]) => Partial<Standing['enrolments'][number]>) => ({
    ...person,
    enrolments: person.enrolments.map((one) => ({ ...one, ...change(one) })),
  });
  switch (wished.act) {
    case 'pause':
      return { ...person, pausedUntil: pauseEndsAt(wished.until, person.zone) };
    case 'resume':
      return { ...person, pausedUntil: null };
    case 'move':
      return { ...person, weekday: wished.weekday, time: wished.time };
    case 'enrol': {
      const others = person.enrolments.filter(({ programmeId }) => programmeId !== wished.programmeId);
      const own = { id: '9', programmeId: wished.programmeId, state: 'active' as const, done: false, waived: false };
      return { ...person, enrolments: [...others, own] };
    }
    case 'withdraw':
      return each(({ programmeId, state: was }) =>
        (was === 'active' || was === 'invited') && (wished.programmeId === null || wished.programmeId === programmeId)
          ? { state: 'withdrawn' }
          : {},
      );
    case 'waive':
      return each(({ programmeId, done: complete, state: was }) =>
        programmeId === '1' && !complete && was !== 'withdrawn' ? { waived: true } : {},
      );
    default:
      return person;
  }
}
