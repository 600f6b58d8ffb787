import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { hold } from '../../enrolments/holding.js';
import { Conflict } from '../../errors.js';
import { standings } from '../../stats/standing.js';
import { Audit, type Actor } from '../audit.service.js';
import { findAct, keptForUndo } from './act-rows.js';
import { PeopleDeeds } from './deeds.js';
import { facetOf, sameFacet } from './facet.js';
import { UNDONE } from './people-acts.sql.js';
import { stepOf } from './wish.js';

/** Taking acts on people back. */
@Injectable()
export class PeopleUndo {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly deeds: PeopleDeeds,
    private readonly audit: Audit,
  ) {}

  /**
   * Puts back what an act changed, for those whose state nobody has changed since; nobody is put back into a programme who
   * has left. Doing it again changes nothing.
   * @returns for how many @throws NotFound; Conflict when it cannot be undone any more
   */
  async undo(organisationId: string, id: string, actor: Actor): Promise<number> {
    return this.dataSource.transaction(async (db) => {
      const act = await findAct(db, organisationId, id, this.clock.now(), true);
      if (act.undoneAt) return act.restored ?? 0;
      if (!act.undoable) throw new Conflict('This cannot be undone any more.');
      const kept = await keptForUndo(db, id);
      const ids = kept.map(({ memberId }) => memberId);
      await hold(db, ids);
      const people = await standings(db, organisationId, ids, stepOf(act.wish));
      const now = new Map(people.map((person) => [person.id, person]));
      const same = kept.filter(({ memberId, after }) => {
        const person = now.get(memberId);
        if (!person || (act.wish.act === 'withdraw' && person.suppressed)) return false;
        return sameFacet(after, facetOf(act.wish, person));
      });
      await this.deeds.reverse(db, act.wish, same);
      await db.query(UNDONE, [id, this.clock.now(), same.length]);
      const [one, ...others] = ids;
      await this.audit.write(db, {
        actor,
        act: 'people-act-undone',
        organisationId,
        ...(one !== undefined && others.length === 0 && { memberId: one }),
        detail: { what: act.wish.act, people: same.length },
      });
      return same.length;
    });
  }
}
