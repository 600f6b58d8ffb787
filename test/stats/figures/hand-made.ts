import type { DataSource } from 'typeorm';
import { instant, type World } from './world.js';
import { write } from './write-world.js';

/** The slot of the nth week, from 0: Tuesdays at nine. */
export const slot = (week: number): number => week * 7 * 24 + 33;

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const twelve = range(1, 12);

/**
 * Twelve people of a shop in Wales, who confirmed, and one who did not; three of a law firm. All were asked in the first week
 * and get the first lesson in the second, the shop's first ten get the second in the third. One sign-up nobody confirmed.
 */
const handMade: World = {
  organisations: [
    { id: 1, sector: 'retail', size: '2-9', nation: 'wales' },
    { id: 2, sector: 'legal', size: '2-9', nation: 'england' },
  ],
  members: range(1, 16).map((id) => ({
    id,
    organisation: id <= 13 ? 1 : 2,
    origin: 'roster' as const,
    created: 10,
    accepted: null,
    confirmed: id === 13 ? null : 40,
    erased: null,
    // five leave after the second lesson, one after the first
    suppressed:
      id <= 5
        ? { reason: 'unsubscribed', since: slot(3) }
        : id === 12
          ? { reason: 'unsubscribed', since: slot(1) + 20 }
          : null,
  })),
  enrolments: [...twelve, 14, 15, 16].map((id) => ({
    id,
    member: id,
    programme: 1,
    state: id <= 6 ? 'finished' : 'active',
    created: 40,
    started: id <= 8,
    finished: id <= 6,
  })),
  lessons: [
    ...twelve.map((id) => ({ id, enrolment: id, step: 1, round: 0, state: 'sent', due: slot(1) })),
    ...[14, 15, 16].map((id) => ({ id, enrolment: id, step: 1, round: 0, state: 'refused', due: slot(1) })),
    ...range(1, 10).map((id) => ({ id: 20 + id, enrolment: id, step: 2, round: 0, state: 'sent', due: slot(2) })),
    { id: 41, enrolment: 11, step: 2, round: 0, state: 'expired', due: slot(2) },
  ],
  answers: [
    // the first question: six right, five choose the same wrong answer, one another; the first person tries again
    ...twelve.map((id) => ({
      id,
      lesson: id,
      step: 1,
      question: 'a',
      lookBack: false,
      choice: id <= 6 ? 0 : id <= 11 ? 1 : 2,
      at: slot(1) + 5,
    })),
    { id: 13, lesson: 1, step: 1, question: 'a', lookBack: false, choice: 2, at: slot(1) + 6 },
    // the second: all but two right
    ...twelve.map((id) => ({
      id: 20 + id,
      lesson: id,
      step: 1,
      question: 'b',
      lookBack: false,
      choice: id <= 10 ? 0 : 1,
      at: slot(1) + 5,
    })),
    // a week later the first comes back to ten: the six who knew still do, of the others one does
    ...range(1, 10).map((id) => ({
      id: 40 + id,
      lesson: 20 + id,
      step: 1,
      question: 'a',
      lookBack: true,
      choice: id <= 7 ? 0 : 1,
      at: slot(2) + 5,
    })),
  ],
  outcomes: [
    ...range(1, 5).map((enrolment) => ({ enrolment, step: 1, outcome: 'done' })),
    ...range(6, 12).map((enrolment) => ({ enrolment, step: 1, outcome: 'later' })),
    ...range(1, 7).map((enrolment) => ({ enrolment, step: 2, outcome: 'done' })),
  ],
  completions: [
    ...range(1, 9).map((enrolment) => ({ enrolment, step: 1 })),
    ...range(1, 5).map((enrolment) => ({ enrolment, step: 2 })),
  ],
  waivers: [],
  signUps: [{ id: 1001, address: 'a', sector: 'retail', at: 12, confirmed: false }],
  lapsed: [],
};

/** Its weeks' Mondays, in order; from the first to the fourth is all of it. */
export const WEEKS = range(0, 4).map((week) =>
  instant(week * 7 * 24)
    .toISOString()
    .slice(0, 10),
);

/** Writes it, its steps in the words of lessons. */
export async function writeHandMade(db: DataSource): Promise<void> {
  await write(db, handMade);
  const choices = ['Ring back', 'Pay at once', 'Delete it'].map((text, index) => ({
    text,
    right: index === 0,
    why: 'So.',
  }));
  const questions = ['a', 'b'].map((id) => ({ id, ask: `What of ${id}?`, choices }));
  await db.query(
    `update revision set content = jsonb_build_object('title', 'Lesson ' || step_id - 9000, 'action', 'Do it.', 'questions', $1::jsonb)
     where step_id between 9000 and 9999`,
    [JSON.stringify(questions)],
  );
  await db.query('update step set revision_id = 900000 + id where id between 9000 and 9999');
}
