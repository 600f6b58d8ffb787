import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ImportedRoster } from '../enrolments/imports/imported-roster.entity.js';
import { Rosters } from '../enrolments/imports/rosters.service.js';
import { RosterAdding } from '../enrolments/roster-adding.js';
import { NOT_ADDED } from '../enrolments/roster-report.js';
import { Conflict, Invalid, NotFound, type Problem } from '../errors.js';
import { noColumns } from '../members/roster-head.js';
import { readRow, type RosterFault, type RosterRow } from '../members/roster-row.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { Programme } from '../programmes/programme.entity.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import { Audit, type Actor } from './audit.service.js';

/** Who of staff enrols people. */
export interface Enroller extends Actor {
  name: string;
  role: 'admin' | 'coordinator';
}

/** A file to import, as somebody uploaded it. */
export interface RosterUpload {
  fileName: string;
  content: AsyncIterable<Buffer>;
  programmeId: string;
}

/** One person to add, as typed; the slot may be left open. */
export interface PersonForm {
  name: string;
  address: string;
  weekday: string;
  time: string;
  programmeId: string;
}

/** What staff do to bring people into an organisation; each act is written down. */
@Injectable()
export class RosterCare {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rosters: Rosters,
    private readonly adding: RosterAdding,
    private readonly programmes: ProgrammesService,
    private readonly audit: Audit,
  ) {}

  /** Programmes that people can be enrolled in, by rank. */
  async choices(): Promise<Programme[]> {
    return (await this.programmes.all()).filter(({ entry }) => entry !== 'everyone');
  }

  /** Keeps an upload until its columns were looked at. @returns the import's id @throws Invalid when it cannot be read; Conflict; NotFound */
  async upload(organisationId: string, { programmeId, ...file }: RosterUpload, who: Enroller): Promise<string> {
    await openOrganisation(this.dataSource.manager, organisationId);
    const programme = await this.chosen(programmeId);
    return this.rosters.keep({
      ...file,
      organisationId,
      programmeId: programme.id,
      begunBy: who.name || who.address,
      enrolledBy: nameOf(who),
    });
  }

  /** Has the people of an import added. @throws NotFound, Conflict */
  async start(roster: ImportedRoster, actor: Actor): Promise<void> {
    await openOrganisation(this.dataSource.manager, roster.organisationId);
    const { fileName: file, total: rows, expected } = roster;
    const entry = { actor, act: 'import-begun' as const, organisationId: roster.organisationId };
    await this.rosters.start(roster, (db) =>
      this.audit.write(db, { ...entry, detail: { file, rows, new: expected.new ?? 0 } }),
    );
  }

  /** Ends an import where it is. @throws Conflict */
  async cancel(roster: ImportedRoster, actor: Actor): Promise<void> {
    await this.rosters.cancel(roster, async (db, { organisationId, fileName: file, done, total, state }) => {
      if (state !== 'running') return;
      const detail = { file, rows: `${done} of ${total} done` };
      await this.audit.write(db, { actor, act: 'import-cancelled', organisationId, detail });
    });
  }

  /** Takes an import back. @throws Conflict */
  async undo(roster: ImportedRoster, actor: Actor): Promise<void> {
    const { organisationId, fileName: file } = roster;
    await this.rosters.undo(roster, (db, undone) =>
      this.audit.write(db, { actor, act: 'import-undone', organisationId, detail: { file, ...undone } }),
    );
  }

  /** Adds one person, by the rules of a roster with one row. @returns the member's id @throws Invalid, Conflict, NotFound */
  async add(organisationId: string, form: PersonForm, who: Enroller): Promise<string> {
    const columns = { ...noColumns(), address: [0], full: [1], weekday: [2], time: [3] };
    const read = readRow(1, [form.address, form.name, form.weekday, form.time], columns);
    const [row] = read;
    if (!row || 'problem' in row) throw new Invalid(read.flatMap(sentence));
    const programme = await this.chosen(form.programmeId);
    return this.dataSource.transaction(async (db) => {
      const organisation = await openOrganisation(db, organisationId);
      const place = {
        organisationId,
        programmeId: programme.id,
        slot: await this.adding.slotOf(organisation),
        joining: organisation.joining,
        enrolledBy: nameOf(who),
        renames: false,
      };
      const [added] = await this.adding.add(db, place, [row]);
      if (!added?.memberId) throw wrongAddress(`T${NOT_ADDED.slice(1)}.`);
      if (!added.joined) throw wrongAddress(`Somebody with this address takes part in “${programme.title}” already.`);
      const detail = { programme: programme.title };
      await this.audit.write(db, {
        actor: who,
        act: 'person-added',
        organisationId,
        memberId: added.memberId,
        detail,
      });
      return added.memberId;
    });
  }

  private async chosen(programmeId: string): Promise<Programme> {
    const programme = (await this.choices()).find(({ id }) => id === programmeId);
    if (!programme) throw new Invalid([{ field: 'programme', problem: 'Choose a programme from the list.' }]);
    return programme;
  }
}

const wrongAddress = (problem: string) => new Invalid([{ field: 'address', problem }]);

/** Whom the people are told: a coordinator by name; an admin acts for the organisation. */
function nameOf({ role, name }: Enroller): string | null {
  return role === 'coordinator' && name ? name : null;
}

/** What is wrong with one person, as a sentence for beside the field. */
function sentence(row: RosterRow | RosterFault): Problem[] {
  return 'problem' in row ? [{ field: row.field, problem: `This ${row.problem.replace(/^"[^"]*" /, '')}.` }] : [];
}

/** @throws NotFound; Conflict when the organisation has ended */
async function openOrganisation(db: EntityManager, id: string): Promise<Organisation> {
  const organisation = await db.findOneBy(Organisation, { id });
  if (!organisation) throw new NotFound('no such organisation');
  if (organisation.endedAt) throw new Conflict('This organisation has ended: nobody can be added to it.');
  return organisation;
}
