import type { EntityManager } from 'typeorm';

/** What has become of an organisation: it goes on, has ended, went into another, or there never was one. */
export type Standing = 'live' | 'ended' | 'merged' | 'unknown';

/** What has become of an organisation. */
export async function standingOf(db: EntityManager, id: string): Promise<Standing> {
  const [found] = await db.query<{ ended: boolean; merged: boolean }[]>(
    'select ended_at is not null as ended, merged_into is not null as merged from organisation where id = $1',
    [id],
  );
  if (!found) return 'unknown';
  if (found.merged) return 'merged';
  return found.ended ? 'ended' : 'live';
}
