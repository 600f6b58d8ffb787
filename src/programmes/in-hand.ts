import type { EntityManager } from 'typeorm';
import { Conflict, NotFound } from '../errors.js';
import { Draft } from './draft.entity.js';
import { FileChange } from './file-change.entity.js';
import { draftOf, type LessonDraft, readDraft } from './lesson-draft.js';
import { Programme } from './programme.entity.js';
import { Revision } from './revision.entity.js';
import { Step } from './step.entity.js';

/** One step with all that is known of its words. */
export interface InHand {
  programme: Programme;
  step: Step;
  /** `programme/step` */
  name: string;
  /** what is sent now */
  revision: Revision | null;
  draft: Draft | null;
  /** what its file says, when that waits for somebody to choose */
  change: FileChange | null;
}

/** What somebody had before their eyes while they typed. */
export interface Seen {
  /** the draft's; '0': there was none */
  version: string;
  /** number of the revision; 0: there was none */
  revision: number;
}

/** Somebody else saved, published or threw away a draft, or its file changed, while this one was typed. */
export class Overtaken extends Conflict {
  constructor(readonly inHand: InHand) {
    super('somebody else changed this lesson in the meantime');
  }
}

/** A step, retired or not. @throws NotFound */
export async function takeInHand(db: EntityManager, programmeSlug: string, stepSlug: string): Promise<InHand> {
  const programme = await db.findOneBy(Programme, { slug: programmeSlug });
  const step = programme && (await db.findOneBy(Step, { programmeId: programme.id, slug: stepSlug }));
  if (!step) throw new NotFound(`no lesson is called ${programmeSlug}/${stepSlug}`);
  return {
    programme,
    step,
    name: `${programmeSlug}/${stepSlug}`,
    revision: step.revisionId ? await db.findOneByOrFail(Revision, { id: step.revisionId }) : null,
    draft: await db.findOneBy(Draft, { stepId: step.id }),
    change: await db.findOneBy(FileChange, { stepId: step.id }),
  };
}

/** What there is to be seen now. */
export function seenNow({ draft, revision }: InHand): Seen {
  return { version: draft?.version ?? '0', revision: revision?.number ?? 0 };
}

/** The words that an editor begins with: the draft, or what is published; undefined: nothing yet. */
export function wordsOf(inHand: InHand): LessonDraft | undefined {
  const { draft, revision, name } = inHand;
  if (!draft) return revision ? draftOf(revision.content) : undefined;
  const read = readDraft(draft.text, name);
  if ('problems' in read) throw new Error(`the draft of ${name} cannot be read`);
  return read.value;
}
