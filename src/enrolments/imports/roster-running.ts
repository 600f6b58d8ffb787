import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../clock.js';
import type { RosterRow } from '../../members/roster-row.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { RosterAdding } from '../roster-adding.js';
import { ImportedRoster } from './imported-roster.entity.js';
import { type Outcome, plus } from './outcomes.js';

/** Rows worked on in one transaction. */
const PORTION = 250;

interface KeptRow extends Omit<RosterRow, 'weekday' | 'time' | 'zone'> {
  weekday: RosterRow['weekday'] | null;
  time: string | null;
  zone: string | null;
  expected: Outcome;
}

/** What became of a row, as it is kept. */
interface Result {
  row: number;
  outcome: Outcome;
  memberId: string | null;
  joined: boolean;
}

/**
 * Adds the people of a roster, a portion of rows at a time. A portion, what became of its rows and how far the import came
 * are one transaction, and the import's row is held meanwhile: a restart goes on where it was, and two never do one row.
 */
@Injectable()
export class RosterRunning {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly adding: RosterAdding,
  ) {}

  /** Works to the end, to a cancel, or until told to stop. @throws when it was stopped, so that the job runs again */
  async run(importId: string, stopping: AbortSignal): Promise<void> {
    do stopping.throwIfAborted();
    while (await this.portion(importId));
  }

  /** Works on the next rows. @returns whether there may be more */
  portion(importId: string): Promise<boolean> {
    return this.dataSource.transaction(async (db) => {
      const roster = await db.findOne(ImportedRoster, { where: { id: importId }, lock: { mode: 'pessimistic_write' } });
      if (roster?.state !== 'running') return false;
      const rows = await db.query<KeptRow[]>(NEXT, [importId, roster.doneRow, PORTION]);
      // Held, so that nobody is added to an organisation while it ends or goes into another.
      const organisation = await db.findOneOrFail(Organisation, {
        where: { id: roster.organisationId },
        lock: { mode: 'pessimistic_read' },
      });
      if (rows.length === 0 || organisation.endedAt) {
        const state = rows.length === 0 ? 'done' : 'cancelled';
        await db.update(ImportedRoster, { id: importId }, { state, endedAt: this.clock.now() });
        return false;
      }
      const results = await this.work(db, roster, organisation, rows);
      await db.query(KEEP, [importId, JSON.stringify(results)]);
      const changes = { done: roster.done + rows.length, doneRow: rows.at(-1)!.row };
      await db.update(ImportedRoster, { id: importId }, { ...changes, result: plus(roster.result, results) });
      return true;
    });
  }

  private async work(
    db: EntityManager,
    roster: ImportedRoster,
    organisation: Organisation,
    rows: KeptRow[],
  ): Promise<Result[]> {
    const place = {
      organisationId: organisation.id,
      programmeId: roster.programmeId,
      slot: await this.adding.slotOf(organisation),
      joining: organisation.joining,
      enrolledBy: roster.enrolledBy,
      renames: true,
    };
    const [people, others] = [rows.filter(isPerson), rows.filter((row) => !isPerson(row))];
    const added = await this.adding.add(db, place, people.map(plain));
    return [
      ...added,
      ...others.map(({ row, expected }) => ({ row, outcome: expected, memberId: null, joined: false })),
    ];
  }
}

const isPerson = ({ expected }: KeptRow) => expected !== 'faulty' && expected !== 'duplicate';

function plain({ row, address, key, name, weekday, time, zone }: KeptRow): RosterRow {
  return { row, address, key, name, ...(weekday && { weekday }), ...(time && { time }), ...(zone && { zone }) };
}

/** Who was erased between reading and now has no address any more. */
const NEXT = `
  select "row", address, key, name, weekday, time, zone,
    case when key = '' and expected not in ('faulty', 'duplicate') then 'faulty' else expected end as expected
  from roster_row where import_id = $1 and "row" > $2 order by "row" limit $3`;

const KEEP = `
  update roster_row r set outcome = d.outcome, member_id = d."memberId", joined = d.joined
  from jsonb_to_recordset($2::jsonb) as d ("row" int, outcome text, "memberId" bigint, joined boolean)
  where r.import_id = $1 and r."row" = d."row"`;
