import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { endEnrolments } from '../enrolments/ending.js';
import { Conflict, Invalid, NotFound } from '../errors.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { Audit, type Actor } from './audit.service.js';
import { Coordinators } from './coordinators.service.js';

/** What ending an organisation would do. */
export interface EndPreview {
  /** who take part, or have had all of it: they get the last mail */
  people: number;
  /** whose invitation ends */
  invited: number;
}

/** Ending organisations. It cannot be taken back: their people were told so. */
@Injectable()
export class OrganisationEnds {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly coordinators: Coordinators,
    private readonly audit: Audit,
  ) {}

  /** How many people it touches. */
  async preview(id: string): Promise<EndPreview> {
    const [found] = await this.dataSource.query<[EndPreview]>(PREVIEW, [id]);
    return found;
  }

  /**
   * Ends an organisation: one last mail to its people and nothing more, and nobody coordinates it.
   * @param name as whoever asks typed it
   * @throws NotFound, Conflict when it has ended; Invalid when the name is another
   */
  async end(id: string, name: string, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const organisation = await held(db, id);
      if (name.trim().toLowerCase() !== organisation.name.toLowerCase())
        throw new Invalid([{ field: 'name', problem: 'This is not its name.' }]);
      await db.update(Organisation, { id }, { endedAt: this.clock.now() });
      const people = await endEnrolments(db, id, this.clock.now());
      const coordinators = await this.coordinators.takeFromAll(db, id, actor);
      const detail = { name: organisation.name, people, coordinators };
      await this.audit.write(db, { actor, act: 'organisation-ended', organisationId: id, detail });
    });
  }
}

/** An organisation, held until the transaction ends: who adds people to it waits. @throws NotFound; Conflict when it has ended */
export async function held(db: EntityManager, id: string): Promise<Organisation> {
  const found = await db.findOne(Organisation, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!found || found.mergedInto) throw new NotFound('no such organisation');
  if (found.endedAt) throw new Conflict(`${found.name} has ended.`);
  return found;
}

const PREVIEW = `
  select count(*) filter (where exists (select from enrolment e where e.member_id = m.id and e.state in ('active', 'finished'))
      and m.confirmed_at is not null and not exists (select from suppression s where s.address_hash = m.address_hash))::int as people,
    count(*) filter (where exists (select from enrolment e where e.member_id = m.id and e.state = 'invited'))::int as invited
  from member m where m.organisation_id = $1 and m.address is not null`;
