import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Ticks } from '../jobs/ticks.js';
import { Drafts } from '../programmes/drafts.service.js';
import { type InHand, type Seen, takeInHand } from '../programmes/in-hand.js';
import { emptyDraft, type LessonDraft } from '../programmes/lesson-draft.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import { lockProgrammes } from '../programmes/publish.js';
import { Steps } from '../programmes/steps.service.js';
import { type Act, type Actor, Audit } from './audit.service.js';

/** Which lesson is meant: `core` and `lock-your-email`. */
export interface LessonName {
  programme: string;
  step: string;
}

/** What admins do with lessons; each act is written down. */
@Injectable()
export class LessonCare implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly programmes: ProgrammesService,
    private readonly drafts: Drafts,
    private readonly steps: Steps,
    private readonly audit: Audit,
    private readonly ticks: Ticks,
  ) {}

  onModuleInit(): void {
    this.ticks.add('lessons', () => this.publishDue());
  }

  /** @throws Overtaken */
  save(name: LessonName, draft: LessonDraft, seen: Seen, actor: Actor): Promise<void> {
    return this.act(name, 'lesson-saved', actor, async (db, inHand) => {
      await this.drafts.save(db, inHand, draft, seen, actor.address);
      return inHand.draft?.publishAt ? { 'called off': inHand.draft.publishAt.toISOString() } : {};
    });
  }

  /** @throws Overtaken; Invalid */
  publish(name: LessonName, draft: LessonDraft, seen: Seen, actor: Actor): Promise<void> {
    return this.act(name, 'lesson-published', actor, async (db, inHand) => {
      const { number } = await this.drafts.publish(db, inHand, draft, seen, actor.address);
      return { revision: number };
    });
  }

  /** @param at domain time @throws Overtaken; Invalid */
  plan(name: LessonName, draft: LessonDraft, seen: Seen, at: Date, actor: Actor): Promise<void> {
    return this.act(name, 'lesson-planned', actor, async (db, inHand) => {
      await this.drafts.plan(db, inHand, draft, seen, actor.address, at);
      return { for: at.toISOString() };
    });
  }

  /** The draft stays, and is not published by itself any more. */
  callOff(name: LessonName, actor: Actor): Promise<void> {
    return this.act(name, 'lesson-called-off', actor, (db, inHand) => this.drafts.callOff(db, inHand));
  }

  /** Throws a draft away. @throws Overtaken */
  discard(name: LessonName, seen: Seen, actor: Actor): Promise<void> {
    return this.act(name, 'draft-discarded', actor, (db, inHand) => this.drafts.discard(db, inHand, seen));
  }

  /** Somebody had a lesson mailed to themselves. */
  tested(name: LessonName, actor: Actor): Promise<void> {
    return this.act(name, 'lesson-tested', actor, async () => {});
  }

  /** @throws Invalid */
  async add(programmeSlug: string, step: string, title: string, actor: Actor): Promise<void> {
    const programme = await this.programmes.bySlug(programmeSlug);
    await this.changing(async (db) => {
      await this.steps.add(db, programme, step);
      const inHand = await takeInHand(db, programmeSlug, step);
      await this.drafts.save(db, inHand, emptyDraft(title), { version: '0', revision: 0 }, actor.address);
      await this.audit.write(db, { actor, act: 'step-added', detail: { lesson: inHand.name } });
    });
  }

  /** @param to its place among the live steps, from 1 */
  move(name: LessonName, to: number, actor: Actor): Promise<void> {
    return this.act(name, 'step-moved', actor, async (db, inHand) => {
      await this.steps.move(db, inHand, to);
      return { to };
    });
  }

  retire(name: LessonName, actor: Actor): Promise<void> {
    return this.act(name, 'step-retired', actor, (db, inHand) => this.steps.retire(db, inHand));
  }

  bringBack(name: LessonName, actor: Actor): Promise<void> {
    return this.act(name, 'step-returned', actor, (db, inHand) => this.steps.bringBack(db, inHand));
  }

  /** @param hash of the file's content that was shown @throws Overtaken */
  choose(name: LessonName, words: 'file' | 'ours', hash: string, actor: Actor): Promise<void> {
    return this.act(name, words === 'file' ? 'file-taken' : 'file-declined', actor, async (db, inHand) => {
      const revision = await this.steps.choose(db, inHand, words, hash);
      return revision ? { revision: revision.number } : {};
    });
  }

  async orderByFiles(programmeSlug: string, actor: Actor): Promise<void> {
    const programme = await this.programmes.bySlug(programmeSlug);
    await this.changing(async (db) => {
      await this.steps.orderByFiles(db, programme);
      await this.audit.write(db, { actor, act: 'order-by-files', detail: { programme: programmeSlug } });
    });
  }

  /** Publishes what was planned for by now: each once, whatever the number of instances; one that fails keeps back no other. */
  async publishDue(): Promise<void> {
    const failures: unknown[] = [];
    for (const { programme, step } of await this.drafts.due())
      await this.publishPlanned(programme, step).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'planned lessons could not be published');
  }

  private async publishPlanned(programme: string, step: string): Promise<void> {
    await this.changing(async (db) => {
      const inHand = await takeInHand(db, programme, step);
      const revision = await this.drafts.publishPlanned(db, inHand);
      if (!revision) return;
      const actor = { id: null, address: 'the service' };
      const detail = { lesson: inHand.name, revision: revision.number, 'planned by': inHand.draft!.editedBy };
      await this.audit.write(db, { actor, act: 'lesson-published', detail });
    });
  }

  private async act(
    { programme, step }: LessonName,
    act: Act,
    actor: Actor,
    deed: (db: EntityManager, inHand: InHand) => Promise<Record<string, unknown> | void>,
  ): Promise<void> {
    await this.changing(async (db) => {
      const inHand = await takeInHand(db, programme, step);
      const detail = (await deed(db, inHand)) ?? {};
      await this.audit.write(db, { actor, act, detail: { lesson: inHand.name, ...detail } });
    });
  }

  private changing(work: (db: EntityManager) => Promise<void>): Promise<void> {
    return this.dataSource.transaction(async (db) => {
      await lockProgrammes(db);
      await work(db);
    });
  }
}
