import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { Clock } from '../clock.js';
import { Links } from '../links/links.js';
import type { RosterRow } from '../members/roster-row.js';
import type { Joining, Organisation } from '../organisations/organisation.entity.js';
import type { Slot } from './cadence.js';
import { Enrolments } from './enrolments.service.js';
import { writeFirstMails } from './first-mails.js';
import { type HashedRow, rosterMembers } from './roster-members.js';

/** Where people of a roster go, and how. */
export interface RosterPlace {
  organisationId: string;
  programmeId: string;
  /** of those whose row names none */
  slot: Slot;
  /** asked first, told, or, `confirmed`, started at once because they agreed elsewhere */
  joining: Joining | 'confirmed';
  /** who of the organisation enrols them, by name; null: the organisation as such */
  enrolledBy: string | null;
  /** whether known people take the name in the roster */
  renames: boolean;
}

/** What became of a row. `refused`: suppressed or known to another organisation; which of them, nobody is told. */
export interface Added {
  row: number;
  outcome: 'new' | 'known' | 'changed' | 'refused';
  memberId: string | null;
  /** whether this enrolled them, so that a first mail goes to them */
  joined: boolean;
}

/** Adding people to an organisation whom somebody else names: one rule for the command, the browser and the form for one. */
@Injectable()
export class RosterAdding {
  constructor(
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly links: Links,
    private readonly enrolments: Enrolments,
  ) {}

  /** The slot at which new people of an organisation start: its own, else the centre's. */
  async slotOf({ weekday, time, zone }: Pick<Organisation, 'weekday' | 'time' | 'zone'>): Promise<Slot> {
    const centre = await this.centre.get();
    return { weekday: weekday ?? centre.weekday, time: time ?? centre.time, zone: zone ?? centre.zone };
  }

  /** Rows with the keyed hashes of their addresses. */
  hashed(rows: RosterRow[]): HashedRow[] {
    return rows.map((row) => ({ ...row, hash: this.links.addressHash(row.key).toString('hex') }));
  }

  /** Adds people, enrols them and writes their first mails, in the caller's transaction. @returns for each row, in their order */
  async add(db: EntityManager, place: RosterPlace, rows: RosterRow[]): Promise<Added[]> {
    const { organisationId, programmeId, slot, joining, enrolledBy, renames } = place;
    const now = this.clock.now();
    const hashed = this.hashed(rows);
    const confirmedAt = joining === 'invite' ? null : now;
    const people = await rosterMembers(db, hashed, { organisationId, confirmedAt, renames }, now);
    const slots = people.mine.map(({ memberId, row: { weekday, time, zone } }) => ({
      memberId,
      zone: zone ?? slot.zone,
      weekday: weekday ?? slot.weekday,
      time: time ?? slot.time,
    }));
    await this.enrolments.giveSlots(db, slots);
    const memberIds = people.mine.map((one) => one.memberId);
    const joined = await this.join(db, memberIds, programmeId, joining, enrolledBy);
    const kind = { invite: 'invitation', notice: 'notice', confirmed: 'welcome' } as const;
    await writeFirstMails(db, kind[joining], joined, programmeId, now);
    const mine = new Map(people.mine.map(({ memberId, row: { hash } }) => [hash, memberId]));
    const joins = new Set(joined);
    const seen = new Set<string>();
    return hashed.map(({ row, hash }) => {
      const memberId = mine.get(hash) ?? null;
      if (!memberId) return { row, outcome: 'refused', memberId, joined: false };
      const repeated = seen.has(hash);
      seen.add(hash);
      const changed = people.renamed.has(hash) ? 'changed' : 'known';
      const outcome = repeated ? 'known' : people.made.has(hash) ? 'new' : changed;
      return { row, outcome, memberId, joined: !repeated && joins.has(memberId) };
    });
  }

  private join(
    db: EntityManager,
    memberIds: string[],
    programmeId: string,
    joining: RosterPlace['joining'],
    by: string | null,
  ): Promise<string[]> {
    if (joining === 'invite') return this.enrolments.invite(db, memberIds, programmeId, by);
    return this.enrolments.enrol(db, memberIds, programmeId, joining === 'notice' ? { by } : undefined);
  }
}
