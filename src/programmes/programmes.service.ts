import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In, IsNull, Not } from 'typeorm';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';
import { lookHash } from '../mail/template.js';
import { FileChange } from './file-change.entity.js';
import { importSteps, type Imported } from './import-steps.js';
import type { LessonContent } from './lesson-file.js';
import { Programme } from './programme.entity.js';
import { compiled, lockProgrammes } from './publish.js';
import { type ProgrammeSource, readProgrammes } from './read-programmes.js';
import { Revision } from './revision.entity.js';
import { Step } from './step.entity.js';

/** A programme with its lessons in order, as anybody may see it. */
export interface Syllabus {
  programme: Programme;
  lessons: { step: Step; content: LessonContent; pageHtml: string }[];
}

/** Programmes, their steps and what the steps say. */
@Injectable()
export class ProgrammesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Imports every programme below a folder; repeatable, and all or nothing.
   * A programme whose folder is gone keeps its row, and all its steps retire. What staff did in the browser stays.
   * @throws Invalid with everything that is wrong in any of the files
   */
  async importFrom(folder: string): Promise<Imported> {
    const sources = await readProgrammes(folder);
    return this.dataSource.transaction(async (db) => {
      await lockProgrammes(db);
      const total: Imported = {
        programmes: sources.length,
        steps: 0,
        revisions: 0,
        retired: 0,
        unchanged: 0,
        waiting: [],
      };
      for (const source of sources) {
        const { waiting, ...count } = await importSteps(db, await keepProgramme(db, source), source, this.clock.now());
        for (const [key, more] of Object.entries(count) as [keyof typeof count, number][]) total[key] += more;
        total.waiting.push(...waiting);
      }
      total.retired += await this.retireMissing(db, sources);
      await this.recompile(db);
      return total;
    });
  }

  /** Every programme that has a live lesson, by rank. */
  all(): Promise<Programme[]> {
    return this.dataSource.manager
      .createQueryBuilder(Programme, 'p')
      .where(
        'exists (select from step s where s.programme_id = p.id and s.retired_at is null and s.revision_id is not null)',
      )
      .orderBy('p.rank')
      .addOrderBy('p.slug')
      .getMany();
  }

  /** The programme of that name. @throws NotFound */
  async bySlug(slug: string): Promise<Programme> {
    const programme = await this.dataSource.manager.findOneBy(Programme, { slug });
    if (!programme) throw new NotFound(`no programme is called ${slug}`);
    return programme;
  }

  /** A programme's live lessons in order. @throws NotFound */
  async syllabus(slug: string): Promise<Syllabus> {
    const db = this.dataSource.manager;
    const programme = await this.bySlug(slug);
    const live = { programmeId: programme.id, retiredAt: IsNull(), revisionId: Not(IsNull()) };
    const steps = await db.find(Step, { where: live, order: { position: 'ASC' } });
    const revisions = await db.findBy(Revision, { id: In(steps.map((step) => step.revisionId)) });
    const byStep = new Map(revisions.map((revision) => [revision.stepId, revision]));
    const lessons = steps.flatMap((step) => {
      const revision = byStep.get(step.id);
      return revision ? [{ step, content: revision.content, pageHtml: revision.pageHtml }] : [];
    });
    return { programme, lessons };
  }

  /** A step's present revision, retired or not. @throws NotFound */
  async revision(programme: string, step: string): Promise<Revision> {
    const db = this.dataSource.manager;
    const found = await db.findOneBy(Step, { slug: step, programme: { slug: programme } });
    if (!found?.revisionId) throw new NotFound(`no lesson is called ${programme}/${step}`);
    return db.findOneByOrFail(Revision, { id: found.revisionId });
  }

  private async retireMissing(db: EntityManager, sources: ProgrammeSource[]): Promise<number> {
    const gone = await db.findBy(Programme, { slug: Not(In(sources.map(({ slug }) => slug))) });
    if (gone.length === 0) return 0;
    const had = await db.findBy(Step, { programmeId: In(gone.map(({ id }) => id)), fileHash: Not(IsNull()) });
    const left = { programmeId: In(had.map((step) => step.programmeId)), retiredAt: IsNull() };
    const { affected } = await db.update(Step, left, { retiredAt: this.clock.now() });
    // Once: what is brought back in the browser afterwards stays.
    await db.update(Step, { programmeId: left.programmeId }, { fileHash: null });
    await db.delete(FileChange, { stepId: In(had.map(({ id }) => id)) });
    return affected ?? 0;
  }

  /** Live revisions whose mail was compiled under another look get it anew; what they say stays. */
  private async recompile(db: EntityManager): Promise<void> {
    const steps = await db.findBy(Step, { retiredAt: IsNull(), revisionId: Not(IsNull()) });
    const stale = { id: In(steps.map((step) => step.revisionId)), lookHash: Not(lookHash()) };
    for (const revision of await db.findBy(Revision, stale))
      await db.update(Revision, revision.id, await compiled(revision.content));
  }
}

async function keepProgramme(db: EntityManager, source: ProgrammeSource): Promise<string> {
  const { slug, title, summary, rule, entry, rank, audience, after, closing } = source;
  const known = (await db.findOneBy(Programme, { slug })) ?? db.create(Programme, { slug });
  const programme = await db.save(
    Programme,
    Object.assign(known, {
      title,
      summary,
      rule,
      entry,
      rank,
      sectors: audience.sectors ?? null,
      emergingTechnology: audience.emergingTechnology ?? null,
      afterProgramme: after?.programme ?? null,
      afterPosition: after?.position ?? null,
      closing: closing ?? null,
    }),
  );
  return programme.id;
}
