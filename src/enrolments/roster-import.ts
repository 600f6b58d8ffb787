import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { readRoster } from '../members/roster.js';
import { trimmed } from '../members/white-space.js';
import { organisationOf, organisationsCalled } from '../organisations/called.js';
import { Enrolments } from './enrolments.service.js';
import { type Added, RosterAdding } from './roster-adding.js';
import { NOT_ADDED, portions, type RosterReport } from './roster-report.js';

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

type Within = <T>(write: (db: EntityManager) => Promise<T>) => Promise<T>;

/** Rows written at once. */
const PORTION = 1000;

/** Enrolling the people of a roster. What was imported stays when a later row fails; importing again adds what is missing. */
@Injectable()
export class RosterImport {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly enrolments: Enrolments,
    private readonly adding: RosterAdding,
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
    for await (const rows of portions(readRoster(order.file), report, PORTION)) {
      await within(async (db) => {
        const organisation = await organisationOf(db, name, this.clock.now());
        const place = {
          programmeId,
          organisationId: organisation.id,
          slot: await this.adding.slotOf(organisation),
          joining: order.confirmed ? ('confirmed' as const) : organisation.joining,
          enrolledBy: null,
          renames: false,
        };
        count(report, await this.adding.add(db, place, rows));
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
}

function count(report: RosterReport, added: Added[]): void {
  for (const { row, outcome } of added) {
    if (outcome === 'new') report.created++;
    else if (outcome !== 'refused') report.known++;
    else {
      report.suppressed++;
      report.errors.push({ row, field: 'address', problem: NOT_ADDED });
    }
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
