import type { DataSource } from 'typeorm';
import type { LessonQuestion } from '../../programmes/lesson-file.js';
import { type Told, told, toldParts } from './few.js';
import { questionsSource } from './questions.source.js';
import type { Scope } from './scope.js';
import { totals } from './source.js';

/** First tries at a question. */
export interface QuestionFigures {
  programme: string;
  position: number;
  /** its name within its step */
  id: string;
  /** in its newest words */
  ask: string;
  people: Told;
  right: Told;
  wrong: Told;
  /** the wrong choice that most people made; null: too few made any one */
  mostChosenWrong: string | null;
}

interface Row {
  programme: string;
  position: number;
  stepId: string;
  id: string;
  /** as it was asked; its words and choices may change from revision to revision */
  question: LessonQuestion | null;
  people: number;
  correct: number;
  chosen: number[];
}

/** Questions in the order of their steps. Each person counts once. */
export async function questionFigures(dataSource: DataSource, scope: Scope): Promise<QuestionFigures[]> {
  const rows = await totals<Row>(dataSource, questionsSource, scope, QUESTIONS, [scope.programme ?? null]);
  return [...Map.groupBy(rows, ({ stepId, id }) => `${stepId} ${id}`).values()].map(figures);
}

/** One question, over its revisions. */
function figures(revisions: Row[]): QuestionFigures {
  const { programme, position, id, question } = revisions.at(-1)!;
  const sum = (of: (row: Row) => number) => revisions.reduce((total, row) => total + of(row), 0);
  const [people, correct] = [sum((row) => row.people), sum((row) => row.correct)];
  const [right, wrong] = toldParts([correct, people - correct]);
  return {
    programme,
    position,
    id,
    ask: question?.ask ?? id,
    people: told(people),
    right: right!,
    wrong: wrong!,
    mostChosenWrong: typeof wrong === 'number' ? mostChosenWrong(revisions) : null,
  };
}

function mostChosenWrong(revisions: Row[]): string | null {
  const counts = new Map<string, number>();
  for (const { question, chosen } of revisions)
    for (const [place, { text, right }] of (question?.choices ?? []).entries())
      if (!right) counts.set(text, (counts.get(text) ?? 0) + (chosen[place] ?? 0));
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return most && most[1] > 0 && told(most[1]) === most[1] ? most[0] : null;
}

const QUESTIONS = (total: string) => `
  select p.title as programme, t.position, t.id as "stepId", f.question_id as id, q.question, f.people, f.correct, f.chosen
  from (
    select revision_id, question_id, sum(people)::int as people, sum(correct)::int as correct,
      array[sum(choice_0)::int, sum(choice_1)::int, sum(choice_2)::int, sum(choice_3)::int] as chosen
    from ${total} group by revision_id, question_id
  ) f
  join revision r on r.id = f.revision_id
  join step t on t.id = r.step_id
  join programme p on p.id = t.programme_id
  left join lateral (
    select question from jsonb_array_elements(r.content->'questions') with ordinality q (question, place)
    where question->>'id' = f.question_id
  ) q on true
  where $4::bigint is null or t.programme_id = $4
  order by p.rank, p.id, t.position, t.id, f.question_id, r.number`;
