import type { DataSource } from 'typeorm';
import { type Told, told } from './few.js';
import { lessonsSource } from './lessons.source.js';
import { mondays } from './people.js';
import type { Scope } from './scope.js';
import { totals } from './source.js';

/** What became of a week's lessons; the states of deliveries that come under each. */
const outcomes = {
  sent: ['sent'],
  unconfirmed: ['unconfirmed'],
  waiting: ['planned', 'sending', 'deferred'],
  refused: ['refused', 'bounced'],
  notSent: ['expired', 'cancelled'],
} as const;

/** A week's lessons by what became of them. */
export type LessonsWeek = { week: string } & Record<keyof typeof outcomes, Told>;

/** Lessons by the week of their slot. A member has one a week, so lessons are people. */
export async function lessonFigures(dataSource: DataSource, scope: Scope): Promise<LessonsWeek[]> {
  const { from, to, programme = null } = scope;
  const rows = await totals<{ week: string; state: string; lessons: number }>(
    dataSource,
    lessonsSource,
    scope,
    (total) => `
      select week::text, state, sum(lessons)::int as lessons from ${total}
      where $4::bigint is null or programme_id = $4 group by 1, 2`,
    [programme],
  );
  const counts = new Map(rows.map(({ week, state, lessons }) => [`${week} ${state}`, lessons]));
  return mondays(from, to).map((week) => {
    const of = (outcome: keyof typeof outcomes) =>
      told(outcomes[outcome].reduce((sum, state) => sum + (counts.get(`${week} ${state}`) ?? 0), 0));
    return {
      week,
      sent: of('sent'),
      unconfirmed: of('unconfirmed'),
      waiting: of('waiting'),
      refused: of('refused'),
      notSent: of('notSent'),
    };
  });
}
