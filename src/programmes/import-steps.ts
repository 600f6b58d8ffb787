import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { compileMail, lookHash } from '../mail/template.js';
import type { LessonContent } from './lesson-file.js';
import { lessonMail } from './lesson-mail.js';
import { markdownHtml } from './markdown.js';
import type { ProgrammeSource } from './read-programmes.js';
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
}

/** Tells one content from another. */
const contentHash = (content: LessonContent): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);

/** A lesson's mail and page as a revision keeps them. */
export async function compiled(
  content: LessonContent,
): Promise<Pick<Revision, 'pageHtml' | 'mailHtml' | 'mailText' | 'lookHash'>> {
  const mail = await compileMail('lesson', lessonMail(content));
  return { pageHtml: markdownHtml(content.markdown), mailHtml: mail.html, mailText: mail.text, lookHash: lookHash() };
}

/**
 * Brings a programme's steps to what its files say: new and changed lessons become revisions, moved ones move, missing
 * ones retire and returned ones come back. @param now domain time
 */
export async function importSteps(
  db: EntityManager,
  programmeId: string,
  source: ProgrammeSource,
  now: Date,
): Promise<Omit<Imported, 'programmes'>> {
  const count = { steps: source.lessons.length, revisions: 0, retired: 0, unchanged: 0 };
  const steps = await db.findBy(Step, { programmeId });
  for (const { slug, position, content } of source.lessons) {
    const known = steps.find((step) => step.slug === slug) ?? db.create(Step, { programmeId, slug, revisionId: null });
    const sectors = source.steps[slug]?.sectors ?? null;
    const step = await db.save(Step, Object.assign(known, { position, sectors, retiredAt: null }));
    const current = step.revisionId ? await db.findOneByOrFail(Revision, { id: step.revisionId }) : undefined;
    if (current && current.contentHash === contentHash(content)) {
      count.unchanged++;
      continue;
    }
    await publish(db, step, content, now);
    count.revisions++;
  }
  for (const step of steps.filter((one) => !one.retiredAt && !source.lessons.some(({ slug }) => slug === one.slug))) {
    await db.update(Step, step.id, { retiredAt: now });
    count.retired++;
  }
  return count;
}

async function publish(db: EntityManager, step: Step, content: LessonContent, publishedAt: Date): Promise<void> {
  const latest = await db.findOne(Revision, { where: { stepId: step.id }, order: { number: 'DESC' } });
  const revision = db.create(Revision, {
    stepId: step.id,
    number: (latest?.number ?? 0) + 1,
    content,
    contentHash: contentHash(content),
    publishedAt,
    ...(await compiled(content)),
  });
  await db.save(revision);
  await db.update(Step, step.id, { revisionId: revision.id });
}
