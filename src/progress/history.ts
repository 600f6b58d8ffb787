import type { EntityManager } from 'typeorm';
import { prepared } from '../database/prepared.js';
import type { LessonQuestion } from '../programmes/lesson-file.js';
import type { PastQuestion } from './look-back.js';

/** A past question with its wording, as it was mailed. */
export interface Remembered extends PastQuestion {
  revisionId: string;
  question: LessonQuestion;
  /** the title of its lesson */
  title: string;
}

/** Whose history, and up to when. */
export interface HistoryOf {
  /** of the lesson's delivery */
  id: string;
  memberId: string;
  /** later lessons and answers do not count: so the choice for a lesson stays the same for ever */
  before: Date;
}

/**
 * The questions of all lessons that members have had, in one query for all of them; by the given id. A lesson that was sent
 * anew was had once, and does not look back upon itself.
 */
export async function histories(db: EntityManager, of: HistoryOf[]): Promise<Map<string, Remembered[]>> {
  const rows = await prepared<Remembered & { of: string }>(db, HISTORIES, [JSON.stringify(of)]);
  return new Map(Map.groupBy(rows, (row) => row.of));
}

const HISTORIES = `
  with had as (
    select h.id as of, h."memberId" as member_id, h.before, d.part_id, d.content_id, d.due_at,
      row_number() over (partition by h.id order by d.due_at desc, d.id desc)::int as lessons_ago
    from jsonb_to_recordset($1::jsonb) as h (id text, "memberId" bigint, before timestamptz)
    join delivery d on d.recipient_id = h."memberId" and d.kind = 'lesson' and d.round = 0 and d.due_at < h.before
      and d.state in ('sending', 'sent', 'unconfirmed', 'bounced')
    where not exists (select from delivery own where own.id = h.id::bigint and own.round > 0
      and own.subject_id = d.subject_id and own.part_id = d.part_id)
  )
  select had.of, had.part_id as "stepId", r.id as "revisionId", q.question->>'id' as "questionId", q.question,
    r.content->>'title' as title, had.lessons_ago as "lessonsAgo",
    coalesce(last.answered_at, had.due_at) as "lastSeenAt", coalesce(not last.correct, false) as wrong
  from had
  join revision r on r.id = had.content_id
  cross join lateral jsonb_array_elements(r.content->'questions') q (question)
  left join lateral (
    select a.correct, a.answered_at from answer a
    where a.member_id = had.member_id and a.step_id = had.part_id and a.question_id = q.question->>'id' and a.answered_at < had.before
    order by a.delivery_id desc, a.id limit 1
  ) last on true
  order by had.lessons_ago, q.question->>'id'`;
