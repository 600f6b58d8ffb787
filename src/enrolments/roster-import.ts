import { Injectable } from '@nestjs/common';
import { DataSource, ILike, type EntityManager } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { Links } from '../links/links.js';
import type { RosterFault, RosterRow } from '../members/roster-row.js';
import { readRoster } from '../members/roster.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { Programme } from '../programmes/programme.entity.js';
import { Enrolments } from './enrolments.service.js';
import { rosterMembers } from './roster-members.js';
import { writeFirstMails } from './first-mails.js';

/** What to import and how. */
export interface RosterOrder {
  /** a CSV file */
  file: string;
  /** by name; made when nobody is called so */
  organisation: string;
  /** the programme's slug */
  programme: string;
  /** start people at the next slot, instead of asking each */
  confirmed: boolean;
  /** show what would happen, and do nothing */
  dryRun: boolean;
  /** told now and then how many rows have been read */
  progress?: (rows: number) => void;
}

/** What became of the rows. */
export interface RosterReport {
  rows: number;
  created: number;
  /** people of this organisation already, and repetitions within the file */
  known: number;
  /** rows that could not be added: the address left, cannot be reached, or belongs elsewhere; which, is not said */
  suppressed: number;
  faulty: number;
  errors: RosterFault[];
}

/** Rows written at once. */
const CHUNK = 1000;

/** Enrolling the people of a roster. What was imported stays when a later row fails; importing again adds what is missing. */
@Injectable()
export class RosterImport {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly links: Links,
    private readonly enrolments: Enrolments,
  ) {}

  /** @throws Invalid when the organisation or the programme cannot be told; what is wrong in the file is in the report */
  async run(order: RosterOrder): Promise<RosterReport> {
    const report: RosterReport = { rows: 0, created: 0, known: 0, suppressed: 0, faulty: 0, errors: [] };
    const work = async (transaction: <T>(write: (db: EntityManager) => Promise<T>) => Promise<T>) => {
      const place = await transaction(async (db) => ({
        programme: await this.enrolments.programme(db, order.programme, '--programme'),
        organisation: await this.organisation(db, order.organisation),
      }));
      for await (const chunk of chunks(readRoster(order.file), report, order.progress))
        await transaction((db) => this.add(db, order, place, chunk, report));
    };
    if (!order.dryRun) await work((write) => this.dataSource.transaction(write));
    else await this.rehearse(work);
    return report;
  }

  /** The real thing in one transaction that is taken back. */
  private async rehearse(
    work: (transaction: <T>(write: (db: EntityManager) => Promise<T>) => Promise<T>) => Promise<void>,
  ) {
    const session = this.dataSource.createQueryRunner();
    try {
      await session.startTransaction();
      await work((write) => write(session.manager));
    } finally {
      await session.rollbackTransaction();
      await session.release();
    }
  }

  private async organisation(db: EntityManager, name: string): Promise<Organisation> {
    const wanted = name.replace(/\s+/g, ' ').trim();
    if (!wanted) throw new Invalid([{ field: '--organisation', problem: 'expected a name' }]);
    const known = await db.find(Organisation, { where: { name: ILike(wanted.replace(/[\\%_]/g, '\\$&')) }, take: 2 });
    if (known.length > 1)
      throw new Invalid([
        { field: '--organisation', problem: `several organisations are called "${wanted}"; merge them first` },
      ]);
    return (
      known[0] ??
      db.save(db.create(Organisation, { name: wanted, emergingTechnology: false, createdAt: this.clock.now() }))
    );
  }

  private async add(
    db: EntityManager,
    order: RosterOrder,
    { programme, organisation }: { programme: Programme; organisation: Organisation },
    chunk: RosterRow[],
    report: RosterReport,
  ): Promise<void> {
    const { weekday, time, zone } = await this.centre.get();
    const rows = chunk.map((row) => ({ ...row, hash: this.links.addressHash(row.key).toString('hex') }));
    const now = this.clock.now();
    const people = await rosterMembers(db, rows, organisation.id, order.confirmed ? now : null, now);
    await this.enrolments.giveSlots(
      db,
      people.mine.map(({ memberId, row }) => ({
        memberId,
        zone,
        weekday: row.weekday ?? weekday,
        time: row.time ?? time,
      })),
    );
    const memberIds = people.mine.map((one) => one.memberId);
    const started = order.confirmed
      ? await this.enrolments.enrol(db, memberIds, programme.id)
      : await this.enrolments.invite(db, memberIds, programme.id);
    await writeFirstMails(db, order.confirmed ? 'welcome' : 'invitation', started, programme.id, now);
    report.created += people.created;
    report.known += chunk.length - people.created - people.refused.length;
    report.suppressed += people.refused.length;
    for (const row of people.refused)
      report.errors.push({ row, field: 'address', problem: 'this address could not be added' });
  }
}

/** Good rows in portions; faults go straight into the report. */
async function* chunks(
  roster: AsyncIterable<RosterRow | RosterFault>,
  report: RosterReport,
  progress?: (rows: number) => void,
): AsyncGenerator<RosterRow[]> {
  let chunk: RosterRow[] = [];
  let faulty = 0;
  for await (const row of roster) {
    if ('problem' in row) {
      report.errors.push(row);
      if (row.row === faulty) continue;
      faulty = row.row;
      report.faulty++;
      report.rows++;
      continue;
    }
    report.rows++;
    if (chunk.push(row) < CHUNK) continue;
    yield chunk;
    chunk = [];
    progress?.(report.rows);
  }
  if (chunk.length > 0) yield chunk;
}
