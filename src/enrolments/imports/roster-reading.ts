import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Problem } from '../../errors.js';
import type { RosterRow } from '../../members/roster-row.js';
import { readRoster, type RosterFault } from '../../members/roster.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { RosterAdding } from '../roster-adding.js';
import { RENAMES } from '../roster-members.js';
import { ImportedRoster } from './imported-roster.entity.js';
import { type Outcome, plus } from './outcomes.js';
import { readPieces } from './roster-pieces.js';

/** Rows kept at once. */
const PORTION = 500;

/** One row as it was read: a person, or everything that is wrong with it. */
type ReadRow = { row: number; person: RosterRow } | { row: number; faults: Problem[] };

/** A row and what would become of it. */
interface Expected {
  outcome: Outcome;
  joined: boolean;
}

/**
 * Reads an uploaded roster into rows and says of each what would become of it. A portion and how far it came are one
 * transaction: whoever goes on after a break, or beside another, adds only what is missing.
 */
@Injectable()
export class RosterReading {
  constructor(
    private readonly dataSource: DataSource,
    private readonly adding: RosterAdding,
  ) {}

  /**
   * Reads to the end, or until told to stop.
   * @param jobId a file that is to be read with other columns has another job
   * @throws when it was stopped, so that the job runs again
   */
  async run(importId: string, jobId: string, stopping: AbortSignal): Promise<void> {
    const db = this.dataSource.manager;
    const roster = await db.findOneBy(ImportedRoster, { id: importId });
    if (roster?.state !== 'reading' || roster.jobId !== jobId) return;
    let bytes = 0;
    const pieces = () => readPieces(db, importId, (read) => (bytes = Math.max(bytes, read)));
    for await (const rows of portions(readRoster(pieces, roster.layout!))) {
      stopping.throwIfAborted();
      if (!(await this.keep(importId, jobId, rows, bytes))) return;
    }
    await db.query(
      `update roster_import set state = 'ready', read_bytes = size where id = $1 and job_id = $2 and state = 'reading'`,
      [importId, jobId],
    );
  }

  /** @returns whether it is still to be read */
  private keep(importId: string, jobId: string, read: ReadRow[], bytes: number): Promise<boolean> {
    return this.dataSource.transaction(async (db) => {
      const roster = await db.findOne(ImportedRoster, { where: { id: importId }, lock: { mode: 'pessimistic_write' } });
      if (roster?.state !== 'reading' || roster.jobId !== jobId) return false;
      const rows = read.filter(({ row }) => row > roster.lastRow);
      if (rows.length === 0) return true;
      const people = this.adding.hashed(rows.flatMap((one) => ('person' in one ? [one.person] : [])));
      const faults = rows.flatMap((one) => ('faults' in one ? [one] : []));
      await db.query(KEEP, [importId, JSON.stringify([...people, ...faults])]);
      const numbers = people.map(({ row }) => row);
      const found = await db.query<Expected[]>(EXPECT, [
        importId,
        numbers,
        roster.organisationId,
        roster.programmeId,
        joins[(await db.findOneByOrFail(Organisation, { id: roster.organisationId })).joining],
      ]);
      const expected = [...found, ...faults.map(() => ({ outcome: 'faulty' as const, joined: false }))];
      const changes = { total: roster.total + rows.length, lastRow: rows.at(-1)!.row };
      await db.update(
        ImportedRoster,
        { id: importId },
        { ...changes, readBytes: Math.max(roster.readBytes, bytes), expected: plus(roster.expected, expected) },
      );
      return true;
    });
  }
}

/** From which states of an enrolment somebody is enrolled; who has none counts as withdrawn. */
const joins = { invite: ['withdrawn'], notice: ['withdrawn', 'invited'] };

/** Rows in portions, faults of one row together. */
async function* portions(roster: AsyncIterable<RosterRow | RosterFault>): AsyncGenerator<ReadRow[]> {
  let portion: ReadRow[] = [];
  for await (const one of roster) {
    const last = portion.at(-1);
    if (!('problem' in one)) portion.push({ row: one.row, person: one });
    else if (last?.row === one.row && 'faults' in last) last.faults.push({ field: one.field, problem: one.problem });
    else portion.push({ row: one.row, faults: [{ field: one.field, problem: one.problem }] });
    // one more than a portion: the last may have more faults to come
    if (portion.length <= PORTION) continue;
    yield portion.slice(0, -1);
    portion = portion.slice(-1);
  }
  if (portion.length > 0) yield portion;
}

const KEEP = `
  insert into roster_row (import_id, "row", address, key, name, weekday, time, zone, hash, faults, expected)
  select $1, "row", coalesce(address, ''), coalesce(key, ''), coalesce(name, ''), weekday, time, zone, decode(hash, 'hex'), faults, 'faulty'
  from jsonb_to_recordset($2::jsonb)
    as r ("row" int, address text, key text, name text, weekday smallint, time text, zone text, hash text, faults jsonb)`;

/** What adding these rows would do, without doing it: the rule is that of `rosterMembers` and `Enrolments`. */
const EXPECT = `
  with found as (
    select r."row", r.hash,
      case
        when exists (select from roster_row first where first.hash = r.hash and first.import_id = $1 and first."row" < r."row") then 'duplicate'
        when exists (select from suppression s where s.address_hash = r.hash) or m.organisation_id <> $3 then 'refused'
        when m.id is null then 'new'
        when ${RENAMES} then 'changed'
        else 'known'
      end as outcome,
      coalesce(e.state, 'withdrawn') as state
    from roster_row r
    left join member m on m.address_hash = r.hash
    left join lateral (
      select state from enrolment where member_id = m.id and programme_id = $4 order by id desc limit 1
    ) e on true
    where r.import_id = $1 and r."row" = any($2::int[])
  ), expected as (
    update roster_row r set expected = found.outcome from found where r.import_id = $1 and r."row" = found."row"
  )
  select outcome, outcome in ('new', 'known', 'changed') and state = any($5) as joined from found`;
