import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { Links } from '../links/links.js';
import type { RosterRow } from '../members/roster-row.js';
import { readRoster } from '../members/roster.js';
import { trimmed } from '../members/white-space.js';
import { organisationOf, organisationsCalled } from '../organisations/called.js';
import type { Slot } from './cadence.js';
import { Enrolments } from './enrolments.service.js';
import { writeFirstMails } from './first-mails.js';
import { rosterMembers } from './roster-members.js';
import { portions, type RosterReport } from './roster-report.js';

export type { RosterReport } from './roster-report.js';

/** What to import and how. */
export interface RosterOrder {
  /** a CSV file */
  file: string;
  /** by name; made when nobody is called so and there is somebody to put into it */
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

/** Where the people of a roster go. */
interface Place {
  programmeId: string;
  organisationId: string;
  /** of those whose row names none */
  slot: Slot;
}

type Within = <T>(write: (db: EntityManager) => Promise<T>) => Promise<T>;

/** Rows written at once. */
const PORTION = 1000;

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
    if (order.dryRun) return this.rehearse((within) => this.work(order, within));
    return this.work(order, (write) => this.dataSource.transaction(write));
  }

  private async work(order: RosterOrder, within: Within): Promise<RosterReport> {
    const report: RosterReport = { rows: 0, created: 0, known: 0, suppressed: 0, faulty: 0, errors: [] };
    const name = await within((db) => organisationName(db, order.organisation));
    const { id: programmeId } = await within((db) => this.enrolments.programme(db, order.programme, '--programme'));
    const centre = await this.centre.get();
    for await (const rows of portions(readRoster(order.file), report, PORTION)) {
      await within(async (db) => {
        const { id: organisationId, ...own } = await organisationOf(db, name, this.clock.now());
        const slot = {
          weekday: own.weekday ?? centre.weekday,
          time: own.time ?? centre.time,
          zone: own.zone ?? centre.zone,
        };
        await this.add(db, order, { programmeId, organisationId, slot }, rows, report);
      });
      order.progress?.(report.rows);
    }
    report.errors.sort((a, b) => a.row - b.row);
    return report;
  }

  /** The real thing in one transaction that is taken back. */
  private async rehearse<T>(work: (within: Within) => Promise<T>): Promise<T> {
    const session = this.dataSource.createQueryRunner();
    try {
      await session.startTransaction();
      return await work((write) => write(session.manager));
    } finally {
      if (session.isTransactionActive) await session.rollbackTransaction();
      await session.release();
    }
  }

  private async add(
    db: EntityManager,
    { confirmed }: RosterOrder,
    { programmeId, organisationId, slot }: Place,
    rows: RosterRow[],
    report: RosterReport,
  ): Promise<void> {
    const now = this.clock.now();
    const hashed = rows.map((row) => ({ ...row, hash: this.links.addressHash(row.key).toString('hex') }));
    const people = await rosterMembers(db, hashed, organisationId, confirmed ? now : null, now);
    const slots = people.mine.map(({ memberId, row: { weekday, time } }) => ({
      memberId,
      zone: slot.zone,
      weekday: weekday ?? slot.weekday,
      time: time ?? slot.time,
    }));
    await this.enrolments.giveSlots(db, slots);
    const memberIds = people.mine.map((one) => one.memberId);
    const started = confirmed
      ? await this.enrolments.enrol(db, memberIds, programmeId)
      : await this.enrolments.invite(db, memberIds, programmeId);
    await writeFirstMails(db, confirmed ? 'welcome' : 'invitation', started, programmeId, now);
    report.created += people.created;
    report.known += rows.length - people.created - people.refused.length;
    report.suppressed += people.refused.length;
    for (const row of people.refused)
      report.errors.push({ row, field: 'address', problem: 'this address could not be added' });
  }
}

/** The name as it is kept. @throws Invalid also when it does not tell which organisation is meant */
async function organisationName(db: EntityManager, typed: string): Promise<string> {
  const wrong = (problem: string) => new Invalid([{ field: '--organisation', problem }]);
  const name = trimmed(typed.replace(/[\s\p{Cc}]+/gu, ' '));
  if (!name || name.length > 200) throw wrong('expected a name of 1 to 200 characters');
  const known = await organisationsCalled(db, name);
  if (known.length > 1) throw wrong(`several organisations are called "${name}"; merge them first`);
  return name;
}
