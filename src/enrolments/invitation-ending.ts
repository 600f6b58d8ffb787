import type { EntityManager } from 'typeorm';

/** Days in which an invitation can be answered. */
export const INVITATION_DAYS = 60;

/** Ends invitations that nobody has answered in time. Whoever is invited again after that may be. */
export async function endInvitations(db: EntityManager, now: Date): Promise<void> {
  await db.query(
    `update enrolment set state = 'withdrawn'
     where state = 'invited' and invited_at < $1::timestamptz - make_interval(days => $2)`,
    [now, INVITATION_DAYS],
  );
}
