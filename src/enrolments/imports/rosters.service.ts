import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { Clock } from '../../clock.js';
import { Conflict, Invalid, NotFound } from '../../errors.js';
import type { Columns } from '../../members/roster-columns.js';
import { rosterHead, type RosterHead } from '../../members/roster-head.js';
import { ImportedRoster, type ImportState, type Undone } from './imported-roster.entity.js';
import { keepPieces, readPieces } from './roster-pieces.js';
import { undoImport, UNDO_HOURS } from './roster-undo.js';
import { RosterWork } from './roster-work.js';

/** An uploaded file and where its people go. */
export interface Upload {
  organisationId: string;
  programmeId: string;
  fileName: string;
  begunBy: string;
  enrolledBy: string | null;
  content: AsyncIterable<Buffer>;
}

/** Imports of one organisation that wait for somebody to go on with them, at the most: their files take room. */
const MOST_WAITING = 20;

/** Rosters that coordinators import: kept, looked at, worked on by whichever process is free, taken back. */
@Injectable()
export class Rosters {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly work: RosterWork,
  ) {}

  /**
   * Keeps an upload until somebody has looked at its columns.
   * @returns the import's id
   * @throws Invalid when it cannot be read, or when too many wait
   */
  async keep({ content, ...upload }: Upload): Promise<string> {
    return this.dataSource.transaction(async (db) => {
      const waiting = { organisationId: upload.organisationId, state: In(['uploaded', 'reading', 'ready']) };
      if ((await db.countBy(ImportedRoster, waiting)) >= MOST_WAITING)
        throw new Invalid([{ field: 'file', problem: 'Too many imports wait here. Begin them or leave them first.' }]);
      const row = { ...upload, size: 0, createdAt: this.clock.now(), state: 'uploaded' as const };
      const { id } = await db.save(db.create(ImportedRoster, row));
      await db.update(ImportedRoster, { id }, { size: await keepPieces(db, id, content) });
      const head = await rosterHead(() => readPieces(db, id));
      if ('problem' in head) throw new Invalid([{ field: 'file', problem: `This ${head.problem}.` }]);
      return id;
    });
  }

  /** An import of an organisation. @throws NotFound */
  async find(organisationId: string, id: string): Promise<ImportedRoster> {
    const found =
      /^\d{1,18}$/.test(id) && (await this.dataSource.manager.findOneBy(ImportedRoster, { id, organisationId }));
    if (!found) throw new NotFound('no such import');
    return found;
  }

  /** An organisation's imports, newest first. */
  list(organisationId: string, most: number): Promise<ImportedRoster[]> {
    return this.dataSource.manager.find(ImportedRoster, {
      where: { organisationId },
      order: { id: 'DESC' },
      take: most,
    });
  }

  /** The beginning of the file, to see what stands where. @throws Conflict when the file is gone */
  async head({ id }: ImportedRoster): Promise<RosterHead> {
    const head = await rosterHead(() => readPieces(this.dataSource.manager, id));
    if ('problem' in head) throw new Conflict('The file of this import is not kept any more.');
    return head;
  }

  /** Has the file read with these columns, anew if it was read with others. @throws Conflict when it is too late for that */
  async lay({ id }: ImportedRoster, columns: Columns, header: boolean): Promise<void> {
    await this.held(id, ['uploaded', 'reading', 'ready'], 'Its people are being added already.', async (db) => {
      await db.query('delete from roster_row where import_id = $1', [id]);
      const anew = { readBytes: 0, total: 0, lastRow: 0, expected: {} };
      await db.update(ImportedRoster, { id }, { state: 'reading', layout: { columns, header }, ...anew });
      await this.work.begin(db, id);
    });
  }

  /** Has its people added. @throws Conflict when that was begun before */
  async start({ id }: ImportedRoster, then: (db: EntityManager) => Promise<void>): Promise<void> {
    await this.held(id, ['ready'], 'This import was begun before.', async (db) => {
      await db.update(ImportedRoster, { id }, { state: 'running' });
      await db.query('delete from roster_piece where import_id = $1', [id]);
      await this.work.begin(db, id);
      await then(db);
    });
  }

  /** Ends it where it is: what was done stays. @throws Conflict when it has ended already */
  async cancel(
    { id }: ImportedRoster,
    then: (db: EntityManager, roster: ImportedRoster) => Promise<void>,
  ): Promise<void> {
    const open: ImportState[] = ['uploaded', 'reading', 'ready', 'running'];
    await this.held(id, open, 'This import has ended already.', async (db, roster) => {
      await db.update(ImportedRoster, { id }, { state: 'cancelled', endedAt: this.clock.now() });
      await db.query('delete from roster_piece where import_id = $1', [id]);
      await then(db, roster);
    });
  }

  /** Until when it can be taken back; undefined: it cannot. */
  undoableUntil({ state, endedAt, done }: ImportedRoster): Date | undefined {
    if (!endedAt || done === 0 || (state !== 'done' && state !== 'cancelled')) return undefined;
    const until = new Date(endedAt.getTime() + UNDO_HOURS * 3600_000);
    return until > this.clock.now() ? until : undefined;
  }

  /** Takes it back, but for those who have started. @throws Conflict when it cannot be */
  async undo({ id }: ImportedRoster, then: (db: EntityManager, undone: Undone) => Promise<void>): Promise<void> {
    await this.held(id, ['done', 'cancelled'], 'This import cannot be undone now.', async (db, roster) => {
      if (!this.undoableUntil(roster)) throw new Conflict('An import can be undone within a day of its end.');
      const undone = await undoImport(db, id, this.clock.now());
      await db.update(ImportedRoster, { id }, { state: 'undone', undone });
      await then(db, undone);
    });
  }

  private held(
    id: string,
    states: ImportState[],
    otherwise: string,
    deed: (db: EntityManager, roster: ImportedRoster) => Promise<void>,
  ): Promise<void> {
    return this.dataSource.transaction(async (db) => {
      const roster = await db.findOneOrFail(ImportedRoster, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!states.includes(roster.state)) throw new Conflict(otherwise);
      await deed(db, roster);
    });
  }
}
