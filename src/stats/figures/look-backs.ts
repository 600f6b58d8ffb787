import type { DataSource } from 'typeorm';
import { type Told, toldTogether } from './few.js';
import { lookBacksSource } from './look-backs.source.js';
import type { Scope } from './scope.js';
import { totals } from './source.js';

/** How long ago the lessons were: up to 2 weeks, up to 8, longer. */
export const WEEKS_AFTER = [1, 5, 13] as const;

/** First tries at questions that came back, so long after their lesson. */
export interface LookBackFigures {
  weeksAfter: (typeof WEEKS_AFTER)[number];
  /** whether it was right at the first try in its lesson */
  knew: boolean;
  right: Told;
  wrong: Told;
}

interface Row {
  weeksAfter: number;
  knew: boolean;
  answers: number;
  correct: number;
  peopleRight: number;
  peopleWrong: number;
}

const nobody = { answers: 0, correct: 0, peopleRight: 0, peopleWrong: 0 };

/** What people remember: always six entries, by time and by whether they knew it in the lesson. */
export async function lookBackFigures(dataSource: DataSource, scope: Scope): Promise<LookBackFigures[]> {
  const rows = await totals<Row>(dataSource, lookBacksSource, scope, LOOK_BACKS, [scope.programme ?? null]);
  return [true, false].flatMap((knew) =>
    WEEKS_AFTER.map((weeksAfter) => {
      const row = rows.find((one) => one.weeksAfter === weeksAfter && one.knew === knew);
      const { answers, correct, peopleRight, peopleWrong } = row ?? nobody;
      const [right, wrong] = toldTogether([correct, answers - correct], [peopleRight, peopleWrong]);
      return { weeksAfter, knew, right: right!, wrong: wrong! };
    }),
  );
}

/** People are distinct within a week and programme only: there were at least as many as in the fullest of them. */
const LOOK_BACKS = (total: string) => `
  select weeks_after as "weeksAfter", knew, sum(answers)::int as answers, sum(correct)::int as correct,
    max(people_right)::int as "peopleRight", max(people_wrong)::int as "peopleWrong"
  from ${total} where $4::bigint is null or programme_id = $4 group by 1, 2`;
