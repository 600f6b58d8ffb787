import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { RosterLayout } from '../../members/roster.js';
import type { Outcomes } from './outcomes.js';

/**
 * Uploaded: its columns wait to be looked at. Reading: its rows are read into the database. Ready: what would happen waits
 * for a yes. Running: people are added. Cancelled: what was done by then stays.
 */
export type ImportState = 'uploaded' | 'reading' | 'ready' | 'running' | 'done' | 'cancelled' | 'undone';

/** What taking an import back did. */
export interface Undone {
  removed: number;
  /** had been there before; taken out of the programme again */
  withdrawn: number;
  /** had started already, and stay */
  kept: number;
}

/** A roster that a coordinator imports in the browser: how far it is, and what came of it. */
@Entity('roster_import')
export class ImportedRoster {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('bigint')
  organisationId: string;

  @Column('bigint')
  programmeId: string;

  @Column('text')
  fileName: string;

  /** bytes */
  @Column('integer')
  size: number;

  /** who of staff, as the list shows it */
  @Column('text')
  begunBy: string;

  /** who of the organisation, by name, as its people are told; null: the organisation */
  @Column('text', { nullable: true })
  enrolledBy: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  state: ImportState;

  /** what stands where, once somebody has looked at it */
  @Column('jsonb', { nullable: true })
  layout: RosterLayout | null;

  /** of the job that works on it, or did */
  @Column('uuid', { nullable: true })
  jobId: string | null;

  /** about how much of the file is read */
  @Column('integer', { default: 0 })
  readBytes: number;

  /** rows read */
  @Column('integer', { default: 0 })
  total: number;

  /** the number of the last row read */
  @Column('integer', { default: 0 })
  lastRow: number;

  /** rows worked on */
  @Column('integer', { default: 0 })
  done: number;

  /** the number of the last row worked on */
  @Column('integer', { default: 0 })
  doneRow: number;

  /** rows by what would become of them */
  @Column('jsonb', { default: {} })
  expected: Outcomes;

  /** rows by what became of them */
  @Column('jsonb', { default: {} })
  result: Outcomes;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('jsonb', { nullable: true })
  undone: Undone | null;
}
