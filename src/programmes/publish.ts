import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { compileMail, lookHash } from '../mail/template.js';
import { FileChange } from './file-change.entity.js';
import type { LessonContent } from './lesson-file.js';
import { lessonMail } from './lesson-mail.js';
import { markdownHtml } from './markdown.js';
import { Revision } from './revision.entity.js';
import { Step } from './step.entity.js';

const PROGRAMMES_LOCK = 7_350_003;

/** Held until the end of the transaction by whoever changes programmes: several instances import, and staff edit. */
export async function lockProgrammes(db: EntityManager): Promise<void> {
  await db.query('select pg_advisory_xact_lock($1)', [PROGRAMMES_LOCK]);
}

/** Tells one content from another; the order of its keys is the schema's. */
export const contentHash = (content: LessonContent): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);

/** A lesson's mail and page as a revision keeps them. */
export async function compiled(
  content: LessonContent,
): Promise<Pick<Revision, 'pageHtml' | 'mailHtml' | 'mailText' | 'lookHash'>> {
  const mail = await compileMail('lesson', lessonMail(content));
  return { pageHtml: markdownHtml(content.markdown), mailHtml: mail.html, mailText: mail.text, lookHash: lookHash() };
}

/** Makes a step's next revision, which is sent from now on; what is planned or mailed keeps its own. @param by the address of who did so; null: a file */
export async function publish(
  db: EntityManager,
  stepId: string,
  content: LessonContent,
  publishedAt: Date,
  by: string | null,
): Promise<Revision> {
  const latest = await db.findOne(Revision, { where: { stepId }, order: { number: 'DESC' } });
  const revision = db.create(Revision, {
    stepId,
    number: (latest?.number ?? 0) + 1,
    content,
    contentHash: contentHash(content),
    publishedAt,
    publishedBy: by,
    ...(await compiled(content)),
  });
  await db.save(revision);
  await db.update(Step, stepId, { revisionId: revision.id, origin: by === null ? 'file' : 'browser' });
  return revision;
}

/** A step goes by its file again, in the words that the file has now. */
export async function settleFile(db: EntityManager, stepId: string, fileHash: string): Promise<void> {
  await db.update(Step, stepId, { origin: 'file', fileHash });
  await db.delete(FileChange, { stepId });
}
