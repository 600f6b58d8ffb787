import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Conflict, Invalid } from '../errors.js';
import { holdName } from '../organisations/called.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { Audit, type Actor } from './audit.service.js';
import { held } from './organisation-ends.service.js';

/** What merging would do. */
export interface MergePreview {
  from: Organisation;
  into: Organisation;
  /** people who move, and of these who take part */
  people: number;
  active: number;
  /** addresses of those who coordinate the one and will coordinate the other */
  coordinators: string[];
  /** what the one that stays takes over, because it lacked it */
  filled: Partial<Organisation>;
}

/** Merging two organisations that are the same. People keep what they take and when: they only belong elsewhere. */
@Injectable()
export class OrganisationMerge {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: Audit,
  ) {}

  /** @throws NotFound; Invalid or Conflict when they cannot be merged */
  preview(fromId: string, intoId: string): Promise<MergePreview> {
    return this.dataSource.transaction(async (db) => this.look(db, fromId, intoId));
  }

  /**
   * Moves people, coordinators and imports of one organisation into another, all or nothing. The other's settings win.
   * @throws NotFound; Invalid or Conflict when they cannot be merged
   */
  async merge(fromId: string, intoId: string, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const { from, into, people, coordinators, filled } = await this.look(db, fromId, intoId);
      // Whoever imports by the name waits, and then means the one that stays.
      await holdName(db, from.name);
      const open = await db.query<unknown[]>(OPEN_IMPORT, [fromId]);
      if (open.length > 0)
        throw new Conflict(`A roster is being imported for ${from.name}: wait for it, or cancel it.`);
      for (const move of MOVES) await db.query(move, [fromId, intoId]);
      await db.update(Organisation, { id: fromId }, { mergedInto: intoId });
      if (Object.keys(filled).length > 0) await db.update(Organisation, { id: intoId }, filled);
      const detail = { from: from.name, into: into.name, people, coordinators: coordinators.join(', ') };
      for (const organisationId of [fromId, intoId])
        await this.audit.write(db, { actor, act: 'organisation-merged', organisationId, detail });
    });
  }

  private async look(db: EntityManager, fromId: string, intoId: string): Promise<MergePreview> {
    if (fromId === intoId) throw new Invalid([{ field: 'into', problem: 'Choose another organisation than this.' }]);
    // Always in the same order: two who merge the same two the other way round would wait for each other.
    const both = new Map<string, Organisation>();
    for (const id of [fromId, intoId].sort((a, b) => Number(BigInt(a) - BigInt(b)))) both.set(id, await held(db, id));
    const [from, into] = [both.get(fromId)!, both.get(intoId)!];
    const [counts] = await db.query<[{ people: number; active: number }]>(COUNTS, [fromId]);
    const coordinators = await db.query<{ email: string }[]>(COORDINATORS, [fromId]);
    return { from, into, ...counts, coordinators: coordinators.map(({ email }) => email), filled: filling(from, into) };
  }
}

/** What of an organisation fills the gaps of another. */
export function filling(from: Organisation, into: Organisation): Partial<Organisation> {
  const { sector, size, nation, weekday, time, zone } = from;
  return {
    ...(into.sector === null && sector !== null && { sector }),
    ...(into.size === null && size !== null && { size }),
    ...(into.nation === null && nation !== null && { nation }),
    ...(into.weekday === null && weekday !== null && { weekday, time, zone }),
    ...(from.emergingTechnology && !into.emergingTechnology && { emergingTechnology: true }),
  };
}

const COUNTS = `
  select count(*)::int as people,
    count(*) filter (where exists (select from enrolment e where e.member_id = m.id and e.state = 'active'))::int as active
  from member m where m.organisation_id = $1 and m.erased_at is null`;

const COORDINATORS = `
  select u.email from coordinator_of c join staff_user u on u.id = c.staff_user_id where c.organisation_id = $1 order by u.email`;

const OPEN_IMPORT = `select 1 from roster_import where organisation_id = $1 and state in ('reading', 'running')`;

/** Whatever belongs to an organisation; the audit does not move. The one place where `staff` writes other folders' tables. */
const MOVES = [
  `insert into coordinator_of (staff_user_id, organisation_id)
   select staff_user_id, $2 from coordinator_of where organisation_id = $1 on conflict do nothing`,
  'delete from coordinator_of where organisation_id = $1 and $2::bigint is not null',
  'update member set organisation_id = $2 where organisation_id = $1',
  'update roster_import set organisation_id = $2 where organisation_id = $1',
  'update people_act set organisation_id = $2 where organisation_id = $1',
  // What went into the one earlier goes with it.
  'update organisation set merged_into = $2 where merged_into = $1',
];
