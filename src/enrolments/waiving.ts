import type { EntityManager } from 'typeorm';

/** Why a step need not be taken, and who says so. */
export interface Waiving {
  stepId: string;
  reason: string;
  at: Date;
  /** the account; null: nobody's */
  by: string | null;
}

/** Waives a step: it is neither mailed nor done, and finishing does not wait for it. What was waived stays as it is. */
export async function waive(
  db: EntityManager,
  enrolmentIds: string[],
  { stepId, reason, at, by }: Waiving,
): Promise<void> {
  await db.query(
    `insert into waiver (enrolment_id, step_id, reason, at, staff_user_id)
     select e, $2, $3, $4, $5 from unnest($1::bigint[]) e on conflict do nothing`,
    [enrolmentIds, stepId, reason, at, by],
  );
}

/** Takes the waiving of a step back: it comes at the next slot again, unless it came before. */
export async function unwaive(db: EntityManager, enrolmentIds: string[], stepId: string): Promise<void> {
  await db.query('delete from waiver where enrolment_id = any($1::bigint[]) and step_id = $2', [enrolmentIds, stepId]);
}

/** Forgets why steps were waived for people who are forgotten: it may tell of them. */
export async function forgetReasons(db: EntityManager, memberIds: string[]): Promise<void> {
  await db.query(
    `update waiver set reason = '' from enrolment e where e.id = waiver.enrolment_id and e.member_id = any($1::bigint[])`,
    [memberIds],
  );
}
