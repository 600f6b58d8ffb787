import { type EntityManager, IsNull, Not } from 'typeorm';
import { Draft } from './draft.entity.js';
import { FileChange } from './file-change.entity.js';
import { Programme } from './programme.entity.js';
import { contentHash, publish, settleFile } from './publish.js';
import type { LessonSource, ProgrammeSource } from './read-programmes.js';
import { Revision } from './revision.entity.js';
import { Step } from './step.entity.js';

/** What an import did. */
export interface Imported {
  programmes: number;
  steps: number;
  /** new revisions */
  revisions: number;
  retired: number;
  unchanged: number;
  /** `programme/step` of lessons that were changed in the browser as well: an admin chooses which words stay */
  waiting: string[];
}

/** What became of one lesson. */
type Fate = 'revisions' | 'unchanged' | 'waiting';

/**
 * Brings a programme's steps to what its files say: new and changed lessons become revisions, moved ones move, missing
 * ones retire and returned ones come back. What staff did in the browser stays: their words, their order, and the steps
 * they added or retired. @param now domain time
 */
export async function importSteps(
  db: EntityManager,
  programmeId: string,
  source: ProgrammeSource,
  now: Date,
): Promise<Omit<Imported, 'programmes'>> {
  const count = { steps: source.lessons.length, revisions: 0, retired: 0, unchanged: 0, waiting: [] as string[] };
  const { orderKeptAt } = await db.findOneByOrFail(Programme, { id: programmeId });
  const steps = await db.findBy(Step, { programmeId });
  const planned = await db.findBy(Draft, { publishAt: Not(IsNull()), step: { programmeId } });
  const isOurs = (step: Step) => step.origin === 'browser' || planned.some(({ stepId }) => stepId === step.id);
  let last = Math.max(0, ...steps.map((step) => step.position));
  for (const lesson of source.lessons) {
    const known = steps.find(({ slug }) => slug === lesson.slug);
    const back = !known || known.fileHash === null;
    const step = await db.save(
      Step,
      Object.assign(known ?? db.create(Step, { programmeId, slug: lesson.slug, revisionId: null }), {
        sectors: source.steps[lesson.slug]?.sectors ?? null,
        ...(!orderKeptAt && { position: lesson.position }),
        ...(orderKeptAt && !known && { position: ++last }),
        ...(back && { retiredAt: null }),
      }),
    );
    const fate = await importLesson(db, step, lesson, isOurs(step), now);
    if (fate === 'waiting') count.waiting.push(`${source.slug}/${step.slug}`);
    else count[fate]++;
  }
  const gone = steps.filter((step) => step.fileHash && !source.lessons.some(({ slug }) => slug === step.slug));
  for (const step of gone) {
    const retires = !step.retiredAt && !isOurs(step);
    await db.update(Step, step.id, { fileHash: null, ...(retires && { retiredAt: now }) });
    await db.delete(FileChange, { stepId: step.id });
    if (retires) count.retired++;
  }
  return count;
}

async function importLesson(
  db: EntityManager,
  step: Step,
  { content }: LessonSource,
  isOurs: boolean,
  now: Date,
): Promise<Fate> {
  const hash = contentHash(content);
  const current = step.revisionId ? await db.findOneByOrFail(Revision, { id: step.revisionId }) : undefined;
  if (current?.contentHash === hash) {
    await settleFile(db, step.id, hash);
    return 'unchanged';
  }
  if (isOurs && step.fileHash === hash) {
    await db.delete(FileChange, { stepId: step.id });
    return 'unchanged';
  }
  if (isOurs) {
    const known = await db.findOneBy(FileChange, { stepId: step.id, contentHash: hash });
    if (!known) await db.save(FileChange, { stepId: step.id, content, contentHash: hash, seenAt: now });
    return 'waiting';
  }
  await publish(db, step.id, content, now, null);
  await settleFile(db, step.id, hash);
  return 'revisions';
}
