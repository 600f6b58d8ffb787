import type { DataSource } from 'typeorm';

/** What happened in a span of time. */
export interface PeriodFigures {
  /** lessons mailed */
  sent: number;
  /** lessons of which the last question was answered, right or wrong */
  answered: number;
  /** lessons that became complete */
  complete: number;
  /** questions whose first try was wrong */
  wrongFirst: number;
  /** actions that are said to be done */
  done: number;
  reminders: number;
  /** people who took part and left */
  left: number;
}

/** Counts what happened from one instant up to, and without, another, in domain time. */
export async function periodFigures(dataSource: DataSource, from: Date, to: Date): Promise<PeriodFigures> {
  const [row] = await dataSource.query<[PeriodFigures]>(PERIOD, [from, to]);
  return row;
}

const PERIOD = `
  with first_try as (
    select distinct on (delivery_id, step_id, question_id) delivery_id, step_id, look_back, correct, answered_at
    from answer order by delivery_id, step_id, question_id, id
  ), lesson as (
    -- in an ordinary week the question from an earlier one does not count
    select case when r.content ? 'lookBack' then (r.content->>'lookBack')::int else jsonb_array_length(r.content->'questions') end as asked,
      count(*) as answered, max(t.answered_at) as at
    from first_try t join delivery d on d.id = t.delivery_id join revision r on r.id = d.content_id
    where t.look_back = (r.content ? 'lookBack')
    group by d.id, r.id
  )
  select
    (select count(*)::int from delivery where kind = 'lesson' and sent_at >= $1 and sent_at < $2) as sent,
    (select count(*)::int from lesson where answered >= asked and at >= $1 and at < $2) as answered,
    (select count(*)::int from completion where completed_at >= $1 and completed_at < $2) as complete,
    (select count(*)::int from first_try where not correct and answered_at >= $1 and answered_at < $2) as "wrongFirst",
    (select count(*)::int from outcome where outcome = 'done' and at >= $1 and at < $2) as done,
    (select count(*)::int from delivery where kind = 'reminder' and sent_at >= $1 and sent_at < $2) as reminders,
    (select count(*)::int from suppression join member using (address_hash)
     where reason = 'unsubscribed' and confirmed_at is not null and since >= $1 and since < $2) as left`;
