import type { EntityManager } from 'typeorm';
import { Draft } from './draft.entity.js';
import { FileChange } from './file-change.entity.js';
import type { InHand } from './in-hand.js';
import { Programme } from './programme.entity.js';
import { Revision } from './revision.entity.js';
import { Step } from './step.entity.js';

/** A programme with all its steps, those that are retired included, in order. */
export interface ProgrammeInHand {
  programme: Programme;
  steps: InHand[];
}

/** Everything there is, for those who look after it; in a handful of queries. */
export async function allInHand(db: EntityManager): Promise<ProgrammeInHand[]> {
  const programmes = await db.find(Programme, { order: { rank: 'ASC', title: 'ASC' } });
  const steps = await db.find(Step, { order: { position: 'ASC', id: 'ASC' } });
  const current = await db
    .createQueryBuilder(Revision, 'r')
    .select(['r.id', 'r.stepId', 'r.number', 'r.content', 'r.publishedAt', 'r.publishedBy'])
    .innerJoin(Step, 's', 's.revision_id = r.id')
    .getMany();
  const byStep = <T extends { stepId: string }>(rows: T[]) => new Map(rows.map((row) => [row.stepId, row]));
  const revisions = byStep(current);
  const drafts = byStep(await db.find(Draft));
  const changes = byStep(await db.find(FileChange));
  return programmes.map((programme) => ({
    programme,
    steps: steps
      .filter(({ programmeId }) => programmeId === programme.id)
      .map((step) => ({
        programme,
        step,
        name: `${programme.slug}/${step.slug}`,
        revision: revisions.get(step.id) ?? null,
        draft: drafts.get(step.id) ?? null,
        change: changes.get(step.id) ?? null,
      })),
  }));
}
