import type { DataSource } from 'typeorm';
import { type Told, told, toldParts } from './few.js';
import type { Scope } from './scope.js';
import { totals } from './source.js';
import { stepsSource } from './steps.source.js';

/** How it stands with a step's lessons that were mailed in a span of weeks. */
export interface StepFigures {
  programme: string;
  position: number;
  title: string;
  mailed: Told;
  complete: Told;
  /** what was said of the action; undefined: the step has none */
  action: { done: Told; notForUs: Told; later: Told; nothing: Told } | undefined;
  /** who left within the span, with this step the last they had */
  gone: Told;
}

interface Row {
  programme: string;
  position: number;
  title: string;
  action: boolean;
  mailed: number;
  complete: number;
  done: number;
  not_for_us: number;
  later: number;
  gone: number;
}

/** Steps in the order they are taken. A member has each once, so lessons are people. */
export async function stepFigures(dataSource: DataSource, scope: Scope): Promise<StepFigures[]> {
  const rows = await totals<Row>(dataSource, stepsSource, scope, STEPS, [scope.programme ?? null]);
  return rows.map(({ programme, position, title, action, mailed, complete, done, not_for_us, later, gone }) => {
    const said = toldParts([done, not_for_us, later, mailed - done - not_for_us - later]);
    return {
      programme,
      position,
      title,
      mailed: told(mailed),
      complete: told(complete),
      action: action ? { done: said[0]!, notForUs: said[1]!, later: said[2]!, nothing: said[3]! } : undefined,
      gone: told(gone),
    };
  });
}

const STEPS = (total: string) => `
  select p.title as programme, t.position, coalesce(r.content->>'title', t.slug) as title, coalesce(r.content ? 'action', false) as action, f.*
  from (
    select step_id, sum(mailed)::int as mailed, sum(complete)::int as complete, sum(done)::int as done,
      sum(not_for_us)::int as not_for_us, sum(later)::int as later, sum(gone)::int as gone
    from ${total} group by step_id
  ) f
  join step t on t.id = f.step_id
  join programme p on p.id = t.programme_id
  left join revision r on r.id = t.revision_id
  where $4::bigint is null or t.programme_id = $4
  order by p.rank, p.id, t.position, t.id`;
