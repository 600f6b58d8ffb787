import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CentreViews } from '../../centre/centre-views.js';
import { CentreService } from '../../centre/centre.service.js';
import { Clock } from '../../clock.js';
import { hold } from '../../enrolments/holding.js';
import { Invalid, NotFound } from '../../errors.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { fillPlaceholders } from '../../programmes/placeholders.js';
import { type Standing, standings } from '../../stats/standing.js';
import { Audit, type Actor } from '../audit.service.js';
import { ACT_HOURS, chosenFor, findAct, keepForUndo, type PeopleAct, writeAct } from './act-rows.js';
import { auditEntry } from './audit-entry.js';
import { checkWish, type WishNames } from './check-wish.js';
import { PeopleDeeds } from './deeds.js';
import { leftOut } from './left-out.js';
import { ACTED, TIDY } from './people-acts.sql.js';
import { canUndo, type PeopleWish, stepOf } from './wish.js';

/** Whom an act would touch. */
export interface PeoplePreview {
  touched: Standing[];
  leftOut: { person: Standing; why: string }[];
}

/** Acts of staff on people of an organisation, one or many: seen before they are done, done at once or not at all. */
@Injectable()
export class PeopleActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly views: CentreViews,
    private readonly deeds: PeopleDeeds,
    private readonly audit: Audit,
  ) {}

  /** Chooses people for an act; nothing is done yet. @returns the act's id @throws NotFound, Invalid, Conflict */
  async choose(organisationId: string, wish: PeopleWish, memberIds: string[]): Promise<string> {
    return this.dataSource.transaction(async (db) => {
      const names = await this.check(db, organisationId, wish);
      return writeAct(db, organisationId, { wish, names }, memberIds, this.clock.now());
    });
  }

  /** @throws NotFound also when it is too old */
  async open(organisationId: string, id: string): Promise<PeopleAct> {
    return findAct(this.dataSource.manager, organisationId, id, this.clock.now());
  }

  /** Whom a chosen act would touch now. */
  async preview(organisationId: string, { id, wish, names }: PeopleAct): Promise<PeoplePreview> {
    const db = this.dataSource.manager;
    return this.sort(db, organisationId, await chosenFor(db, id), { wish, names });
  }

  /** Does what was chosen; doing it again changes nothing. @throws NotFound; Invalid, Conflict when it cannot be wished any more */
  async do(organisationId: string, id: string, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const act = await findAct(db, organisationId, id, this.clock.now(), true);
      if (act.doneAt) return;
      await this.check(db, organisationId, act.wish);
      await this.perform(db, organisationId, act, actor, await chosenFor(db, id));
    });
  }

  /** Does something with one person at once. @returns the act's id @throws NotFound; Invalid with the reason why not */
  async doNow(organisationId: string, memberId: string, wish: PeopleWish, actor: Actor): Promise<string> {
    return this.dataSource.transaction(async (db) => {
      const names = await this.check(db, organisationId, wish);
      const id = await writeAct(db, organisationId, { wish, names }, [memberId], this.clock.now());
      const why = await this.perform(db, organisationId, { id, wish, names }, actor, [memberId], memberId);
      if (why === undefined) return id;
      throw new Invalid([{ field: wish.act, problem: `Nothing was changed: this person ${why}.` }]);
    });
  }

  /** Acts whose day is over are forgotten, and with them what undoing would need. */
  async tidy(): Promise<void> {
    await this.dataSource.query(TIDY, [this.clock.now(), ACT_HOURS]);
  }

  /** @returns why it was not done for the one it was for */
  private async perform(
    db: EntityManager,
    organisationId: string,
    { id, wish, names }: Pick<PeopleAct, 'id' | 'wish' | 'names'>,
    actor: Actor,
    memberIds: string[],
    one?: string,
  ): Promise<string | undefined> {
    await hold(db, memberIds);
    const { touched, leftOut: others } = await this.sort(db, organisationId, memberIds, { wish, names });
    if (one !== undefined && touched.length === 0) {
      if (others.length === 0) throw new NotFound('no such member');
      return others[0]!.why;
    }
    await this.deeds.perform(db, wish, touched, { names, by: actor.id });
    const ids = touched.map((person) => person.id);
    if (canUndo(wish))
      await keepForUndo(db, { id, wish }, touched, await standings(db, organisationId, ids, stepOf(wish)));
    const reasons = Map.groupBy(others, ({ why }) => why);
    const counts = Object.fromEntries([...reasons].map(([why, people]) => [why, people.length]));
    await db.query(ACTED, [id, this.clock.now(), touched.length, counts]);
    if (ids.length > 0)
      await this.audit.write(db, auditEntry({ actor, organisationId, wish, names, people: ids, one }));
    return undefined;
  }

  private async sort(
    db: EntityManager,
    organisationId: string,
    memberIds: string[],
    { wish, names }: Pick<PeopleAct, 'wish' | 'names'>,
  ): Promise<PeoplePreview> {
    const now = this.clock.now();
    const people = await standings(db, organisationId, memberIds, stepOf(wish));
    const told = people.map((person) => ({
      person,
      why: leftOut({ wish, stepProgrammeId: names.stepProgrammeId }, person, now),
    }));
    return {
      touched: told.filter(({ why }) => why === undefined).map(({ person }) => person),
      leftOut: told.filter((one): one is { person: Standing; why: string } => one.why !== undefined),
    };
  }

  private async check(db: EntityManager, organisationId: string, wish: PeopleWish): Promise<WishNames> {
    const { zone } = await this.centre.get();
    const organisation = await this.organisation(db, organisationId);
    const names = await checkWish(db, organisation, wish, { clock: this.clock, zone });
    if (names.step === undefined) return names;
    return { ...names, step: fillPlaceholders(names.step, await this.views.of(organisation.nation)) };
  }

  private async organisation(db: EntityManager, id: string): Promise<Organisation> {
    const found = await db.findOneBy(Organisation, { id });
    if (!found) throw new NotFound('no such organisation');
    return found;
  }
}
