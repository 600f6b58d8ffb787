import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { Clock } from '../clock.js';
import { Conflict, Invalid } from '../errors.js';
import { Draft } from './draft.entity.js';
import { FileChange } from './file-change.entity.js';
import { type InHand, Overtaken } from './in-hand.js';
import { Programme } from './programme.entity.js';
import { publish, settleFile } from './publish.js';
import type { Revision } from './revision.entity.js';
import { movedTo } from './step-order.js';
import { Step } from './step.entity.js';

/** Files are numbered with two digits. */
const MOST_STEPS = 99;

/**
 * The steps of a programme as staff arrange them. A step is programme and slug wherever it stands, so nobody gets one twice
 * or loses one by it. All take the transaction of whoever writes it down, in which `lockProgrammes` was called.
 */
@Injectable()
export class Steps {
  constructor(private readonly clock: Clock) {}

  /** Adds a step at the end. It is not sent before something is published in it. @throws Invalid */
  async add(db: EntityManager, programme: Programme, slug: string): Promise<void> {
    const { id: programmeId } = programme;
    if (await db.existsBy(Step, { programmeId, slug }))
      throw new Invalid([{ field: 'slug', problem: 'There is a lesson of this name already, maybe a retired one.' }]);
    const live = await this.live(db, programmeId);
    if (live.length >= MOST_STEPS)
      throw new Invalid([{ field: 'title', problem: `A programme has ${MOST_STEPS} lessons at the most.` }]);
    const position = (live.at(-1)?.position ?? 0) + 1;
    await db.save(Step, {
      programmeId,
      slug,
      position,
      sectors: null,
      revisionId: null,
      origin: 'browser',
      fileHash: null,
      retiredAt: null,
    });
    await this.keepOrder(db, programmeId);
  }

  /** Moves a live step. @param to its place among the live steps, from 1 */
  async move(db: EntityManager, { step }: InHand, to: number): Promise<void> {
    if (step.retiredAt) throw new Conflict('a retired lesson has no place');
    const live = await this.live(db, step.programmeId);
    const one = live.find(({ id }) => id === step.id)!;
    await this.number(db, movedTo(live, one, to));
    await this.keepOrder(db, step.programmeId);
  }

  /** A step is not sent any more. Those who had it keep it. */
  async retire(db: EntityManager, { step }: InHand): Promise<void> {
    if (step.retiredAt) throw new Conflict('this lesson is retired already');
    await db.update(Step, step.id, { retiredAt: this.clock.now() });
    await db.update(Draft, { stepId: step.id }, { publishAt: null });
  }

  /** A retired step is sent again, near where it was, to those who have not had it. */
  async bringBack(db: EntityManager, { step }: InHand): Promise<void> {
    if (!step.retiredAt) throw new Conflict('this lesson is not retired');
    const live = await this.live(db, step.programmeId);
    const before = live.filter(({ position }) => position < step.position).length;
    await db.update(Step, step.id, { retiredAt: null });
    await this.number(db, live.toSpliced(before, 0, step));
    await this.keepOrder(db, step.programmeId);
  }

  /** The order is the files' again, from the next import on. */
  async orderByFiles(db: EntityManager, { id }: Programme): Promise<void> {
    await db.update(Programme, id, { orderKeptAt: null });
  }

  /** What the file says is published, or declined. @param hash of the file's content that was shown @throws Overtaken when the file changed again */
  async choose(db: EntityManager, inHand: InHand, words: 'file' | 'ours', hash: string): Promise<Revision | undefined> {
    const { change, step } = inHand;
    if (!change || change.contentHash !== hash) throw new Overtaken(inHand);
    if (words === 'ours') {
      await db.update(Step, step.id, { fileHash: hash });
      await db.delete(FileChange, { stepId: step.id });
      return undefined;
    }
    // Planned drafts of other words would undo the choice.
    await db.update(Draft, { stepId: step.id }, { publishAt: null });
    const revision = await publish(db, step.id, change.content, this.clock.now(), null);
    await settleFile(db, step.id, hash);
    return revision;
  }

  private live(db: EntityManager, programmeId: string): Promise<Step[]> {
    return db.find(Step, { where: { programmeId, retiredAt: IsNull() }, order: { position: 'ASC', id: 'ASC' } });
  }

  private async number(db: EntityManager, steps: Step[]): Promise<void> {
    for (const [index, { id, position }] of steps.entries())
      if (position !== index + 1) await db.update(Step, id, { position: index + 1 });
  }

  private async keepOrder(db: EntityManager, id: string): Promise<void> {
    await db.update(Programme, { id, orderKeptAt: IsNull() }, { orderKeptAt: this.clock.now() });
  }
}
