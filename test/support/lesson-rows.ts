import { DataSource } from 'typeorm';
import type { TestApp } from './app.js';

/** A lesson's delivery, as tests of the week look at it. */
export interface LessonRow {
  id: string;
  memberId: string;
  step: string;
  state: string;
  /** ISO */
  dueAt: string;
  nextTryAt: string;
}

/** Lessons in the order they were due; only one member's, if named. */
export async function lessonRows(app: TestApp, memberId?: string): Promise<LessonRow[]> {
  const rows = await app.get(DataSource).query<(LessonRow & { dueAt: Date; nextTryAt: Date })[]>(
    `select d.id, d.recipient_id as "memberId", s.slug as step, d.state, d.due_at as "dueAt", d.next_try_at as "nextTryAt"
     from delivery d join step s on s.id = d.part_id
     where d.kind = 'lesson' and ($1::bigint is null or d.recipient_id = $1) order by d.due_at, d.recipient_id, d.id`,
    [memberId ?? null],
  );
  return rows.map((row) => ({ ...row, dueAt: row.dueAt.toISOString(), nextTryAt: row.nextTryAt.toISOString() }));
}

/** Step and slot of a member's lessons, in short. */
export async function lessonsOf(app: TestApp, memberId: string): Promise<string[]> {
  return (await lessonRows(app, memberId)).map(({ step, state, dueAt }) => `${step} ${state} ${dueAt.slice(5, 16)}`);
}

/** Gives everything that waits a state, as if it had been handed over. */
export async function handedOver(app: TestApp, state = 'sent'): Promise<void> {
  await app
    .get(DataSource)
    .query(
      `update delivery set state = $1, batch_id = null, attempts = attempts + 1 where state in ('planned', 'deferred')`,
      [state],
    );
}
