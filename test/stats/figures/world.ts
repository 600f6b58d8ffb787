import fc from 'fast-check';

/** Hours after the beginning: Monday 9 March 2026, 00:00 in London; three weeks later its clocks go forward. */
type Hour = number;
const BEGINNING = Date.parse('2026-03-09T00:00:00Z');
export const instant = (hour: Hour): Date => new Date(BEGINNING + hour * 3600_000);
const HOURS = 12 * 7 * 24;

/** A small world in rows, as the database has them; ids are places in the lists, from 1. */
export interface World {
  organisations: { id: number; sector: string | null; size: string | null; nation: string | null }[];
  members: {
    id: number;
    organisation: number;
    origin: 'sign-up' | 'roster';
    created: Hour;
    accepted: Hour | null;
    confirmed: Hour | null;
    erased: Hour | null;
    suppressed: { reason: string; since: Hour } | null;
  }[];
  enrolments: {
    id: number;
    member: number;
    programme: number;
    state: string;
    created: Hour;
    started: boolean;
    finished: boolean;
  }[];
  lessons: { id: number; enrolment: number; step: number; round: number; state: string; due: Hour }[];
  answers: {
    id: number;
    lesson: number;
    step: number;
    question: string;
    lookBack: boolean;
    choice: number;
    at: Hour;
  }[];
  outcomes: { enrolment: number; step: number; outcome: string }[];
  completions: { enrolment: number; step: number }[];
  waivers: { enrolment: number; step: number }[];
  signUps: { id: number; address: string; sector: string; at: Hour; confirmed: boolean }[];
  lapsed: { sector: string; at: Hour; count: number }[];
}

/** Two programmes of three steps each: steps 1 to 3 and 4 to 6. */
export const PROGRAMMES = [1, 2];
export const programmeOf = (step: number): number => Math.ceil(step / 3);

const hour = fc.nat({ max: HOURS });
const later = fc.nat({ max: 400 });
const sometimes = <T>(value: fc.Arbitrary<T>, of10 = 5) => fc.option(value, { freq: of10 });

const lesson = fc.record({
  states: fc.array(
    fc.constantFrom('sent', 'sent', 'sent', 'unconfirmed', 'refused', 'expired', 'deferred', 'bounced'),
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
  after: later,
  answers: fc.array(
    fc.record({
      question: fc.constantFrom('a', 'b'),
      lookBack: fc.boolean(),
      step: fc.integer({ min: 1, max: 6 }),
      choice: fc.nat({ max: 2 }),
      after: later,
    }),
    { maxLength: 5 },
  ),
  outcome: sometimes(fc.constantFrom('done', 'not-for-us', 'later')),
  complete: fc.boolean(),
  waived: fc.nat({ max: 9 }).map((one) => one === 0),
});
const person = fc.record({
  organisation: fc.integer({ min: 1, max: 4 }),
  origin: fc.constantFrom('sign-up' as const, 'roster' as const),
  created: hour,
  accepted: fc.boolean(),
  confirmed: sometimes(later, 9),
  erased: sometimes(later, 1),
  suppressed: sometimes(fc.record({ reason: fc.constantFrom('unsubscribed', 'bounced'), after: later }), 2),
  takes: fc.uniqueArray(
    fc.record({
      programme: fc.constantFrom(1, 2),
      state: fc.constantFrom('invited', 'active', 'finished', 'withdrawn'),
      after: later,
      started: fc.boolean(),
      lessons: fc.array(sometimes(lesson, 4), { minLength: 3, maxLength: 3 }),
    }),
    { selector: ({ programme }) => programme, maxLength: 2 },
  ),
});

/** Any small world. */
export const world: fc.Arbitrary<World> = fc
  .record({
    organisations: fc.array(
      fc.record({
        sector: fc.constantFrom('retail', 'legal', null),
        size: fc.constantFrom('2-9', null),
        nation: fc.constantFrom('wales', 'england'),
      }),
      { minLength: 4, maxLength: 4 },
    ),
    people: fc.array(person, { maxLength: 14 }),
    signUps: fc.array(
      fc.record({
        address: fc.constantFrom('a', 'b', 'c'),
        sector: fc.constantFrom('retail', 'legal'),
        at: hour,
        confirmed: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    lapsed: fc.array(
      fc.record({ sector: fc.constantFrom('retail', 'legal'), at: hour, count: fc.integer({ min: 1, max: 9 }) }),
      {
        maxLength: 2,
      },
    ),
  })
  .map(({ organisations, people, signUps, lapsed }) => {
    const made: World = {
      organisations: organisations.map((one, index) => ({ id: index + 1, ...one })),
      members: [],
      enrolments: [],
      lessons: [],
      answers: [],
      outcomes: [],
      completions: [],
      waivers: [],
      signUps: signUps.map((one, index) => ({ id: index + 1, ...one })),
      lapsed: lapsed.filter(
        (one, index) =>
          lapsed.findIndex(({ sector, at }) => sector === one.sector && day(at) === day(one.at)) === index,
      ),
    };
    for (const one of people) addPerson(made, one);
    return made;
  });

type Draw<T> = T extends fc.Arbitrary<infer V> ? V : never;
const day = (at: Hour) => Math.floor(at / 24);

function addPerson(to: World, { takes, ...one }: Draw<typeof person>): void {
  const id = to.members.length + 1;
  const at = (after: number | null) => (after === null ? null : one.created + after);
  to.members.push({
    id,
    organisation: one.organisation,
    origin: one.origin,
    created: one.created,
    accepted: one.accepted ? one.created - 30 : null,
    confirmed: at(one.confirmed),
    erased: at(one.erased),
    suppressed: one.suppressed && { reason: one.suppressed.reason, since: one.created + one.suppressed.after },
  });
  for (const { programme, state, after, started, lessons } of takes) {
    const enrolment = to.enrolments.length + 1;
    to.enrolments.push({
      id: enrolment,
      member: id,
      programme,
      state,
      created: one.created + after,
      started,
      finished: state === 'finished',
    });
    for (const [place, drawn] of lessons.entries())
      if (drawn) addLesson(to, enrolment, (programme - 1) * 3 + place + 1, one.created + after + 200 * place, drawn);
  }
}

function addLesson(to: World, enrolment: number, step: number, from: Hour, drawn: Draw<typeof lesson>): void {
  for (const [round, state] of drawn.states.entries()) {
    const id = to.lessons.length + 1;
    to.lessons.push({ id, enrolment, step, round, state, due: from + drawn.after + round * 70 });
    for (const { question, lookBack, step: of, choice, after } of drawn.answers)
      to.answers.push({
        id: to.answers.length + 1,
        lesson: id,
        step: lookBack ? of : step,
        question,
        lookBack,
        choice,
        at: from + drawn.after + after,
      });
  }
  if (drawn.outcome) to.outcomes.push({ enrolment, step, outcome: drawn.outcome });
  if (drawn.complete) to.completions.push({ enrolment, step });
  if (drawn.waived) to.waivers.push({ enrolment, step });
}
