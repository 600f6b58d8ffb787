import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThanOrEqual } from 'typeorm';
import { Clock } from '../clock.js';
import { Conflict, Invalid } from '../errors.js';
import { checkDraftIn, type Published } from './check-draft.js';
import type { LessonFindings } from './check-lesson.js';
import { Draft } from './draft.entity.js';
import { type InHand, Overtaken, type Seen, seenNow, takeInHand, wordsOf } from './in-hand.js';
import { checkDraft, type LessonDraft } from './lesson-draft.js';
import type { LessonContent } from './lesson-file.js';
import { contentHash, publish } from './publish.js';
import type { Revision } from './revision.entity.js';
import { writeLesson } from './write-files.js';

/**
 * Lessons as they are edited. What changes something takes the transaction of whoever writes it down, in which
 * `lockProgrammes` was called.
 */
@Injectable()
export class Drafts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** A step with all that is known of its words. @throws NotFound */
  find(programme: string, step: string): Promise<InHand> {
    return takeInHand(this.dataSource.manager, programme, step);
  }

  /** The same rules as `programmes check`. */
  async check(
    { programme, step }: Pick<InHand, 'programme' | 'step'>,
    draft: LessonDraft,
    db: EntityManager = this.dataSource.manager,
  ): Promise<LessonFindings> {
    const today = this.clock.now().toISOString().slice(0, 10);
    const published = await db.query<{ programme: string; lessons: Published[string] }[]>(PUBLISHED);
    const index = Object.fromEntries(published.map((one) => [one.programme, one.lessons]));
    return checkDraftIn(index, [programme.slug, step.slug], draft, today);
  }

  /** Keeps a draft, with its faults; a plan to publish it is off. @throws Overtaken */
  async save(db: EntityManager, inHand: InHand, draft: LessonDraft, seen: Seen, by: string): Promise<void> {
    this.holdAgainst(inHand, seen);
    const [{ version }] = await db.query<[{ version: string }]>(`select nextval('draft_version') as version`);
    await db.save(Draft, {
      stepId: inHand.step.id,
      text: writeLesson(draft),
      version,
      revisionId: inHand.step.revisionId,
      editedBy: by,
      editedAt: this.clock.now(),
      publishAt: null,
    });
  }

  /** What is typed becomes the next revision, and the draft goes. @throws Overtaken; Invalid with what is wrong with it */
  async publish(db: EntityManager, inHand: InHand, draft: LessonDraft, seen: Seen, by: string): Promise<Revision> {
    this.holdAgainst(inHand, seen);
    const content = await this.fit(db, inHand, draft);
    await db.delete(Draft, { stepId: inHand.step.id });
    return publish(db, inHand.step.id, content, this.clock.now(), by);
  }

  /** Saves a draft that the tick publishes later. @throws Overtaken; Invalid with what is wrong with it or with the time */
  async plan(db: EntityManager, inHand: InHand, draft: LessonDraft, seen: Seen, by: string, at: Date): Promise<void> {
    this.holdAgainst(inHand, seen);
    await this.fit(db, inHand, draft);
    if (at <= this.clock.now()) throw new Invalid([{ field: 'publishAt', problem: 'Choose a time that is to come.' }]);
    await this.save(db, inHand, draft, seen, by);
    await db.update(Draft, { stepId: inHand.step.id }, { publishAt: at });
  }

  /** A planned draft stays, and is not published by itself any more. @throws Conflict when it was published already */
  async callOff(db: EntityManager, { step, draft }: InHand): Promise<void> {
    if (!draft?.publishAt) throw new Conflict('nothing is planned here any more: it may be published already');
    await db.update(Draft, { stepId: step.id }, { publishAt: null });
  }

  /** Throws a draft away. @throws Overtaken */
  async discard(db: EntityManager, inHand: InHand, seen: Seen): Promise<void> {
    this.holdAgainst(inHand, seen);
    await db.delete(Draft, { stepId: inHand.step.id });
  }

  /** The planned drafts whose time has come, as `programme` and `step`. */
  async due(): Promise<{ programme: string; step: string }[]> {
    const drafts = await this.dataSource.manager.find(Draft, {
      where: { publishAt: LessThanOrEqual(this.clock.now()) },
      order: { publishAt: 'ASC' },
      relations: { step: { programme: true } },
    });
    return drafts.map(({ step }) => ({ programme: step.programme.slug, step: step.slug }));
  }

  /** Publishes a planned draft, if it is still planned and its time has come: another instance may have done so. */
  async publishPlanned(db: EntityManager, { draft, step, ...rest }: InHand): Promise<Revision | undefined> {
    if (!draft?.publishAt || draft.publishAt > this.clock.now()) return undefined;
    const read = checkDraft(wordsOf({ draft, step, ...rest })!);
    if ('problems' in read) throw new Invalid(read.problems);
    await db.delete(Draft, { stepId: step.id });
    return publish(db, step.id, read.value, this.clock.now(), draft.editedBy);
  }

  private holdAgainst(inHand: InHand, seen: Seen): void {
    const now = seenNow(inHand);
    if (now.version !== seen.version || now.revision !== seen.revision) throw new Overtaken(inHand);
  }

  /** @throws Invalid with what keeps it from being published */
  private async fit(db: EntityManager, inHand: InHand, draft: LessonDraft): Promise<LessonContent> {
    const { faults } = await this.check(inHand, draft, db);
    const read = checkDraft(draft);
    if (faults.length > 0 || 'problems' in read) throw new Invalid(faults);
    if (contentHash(read.value) === inHand.revision?.contentHash)
      throw new Invalid([{ field: '', problem: 'This is word for word what is published already.' }]);
    return read.value;
  }
}

const PUBLISHED = `
  select p.slug as programme, jsonb_agg(
    jsonb_build_object('slug', s.slug, 'questions', r.content->'questions') order by s.position, s.id) as lessons
  from programme p join step s on s.programme_id = p.id and s.retired_at is null join revision r on r.id = s.revision_id
  group by p.id`;
