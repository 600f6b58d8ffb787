import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { Programme } from '../programmes/programme.entity.js';
import { Cadence } from './cadence.entity.js';
import { freeFrom, nextSlot, type Slot } from './cadence.js';
import { FIRST_SLOTS, RESUME } from './enrolling.sql.js';
import { passQuietWeeks } from './quiet-slots.js';

/** Hours between a notice and the first lesson, at the least. */
export const NOTICE_HOURS = 24;

/** Who takes what, from when, at which slot. Every call works within the caller's transaction. */
@Injectable()
export class Enrolments {
  constructor(private readonly clock: Clock) {}

  /** Gives members a weekly slot, where they have none. */
  async giveSlots(db: EntityManager, members: ({ memberId: string } & Slot)[]): Promise<void> {
    await db.query(
      `insert into cadence (member_id, weekday, time, zone)
       select * from jsonb_to_recordset($1::jsonb) as m ("memberId" bigint, weekday smallint, time time, zone text)
       on conflict do nothing`,
      [JSON.stringify(members)],
    );
  }

  /** Moves a member to another slot; the next lesson is at least six and a half days after the last. */
  async setSlot(db: EntityManager, memberId: string, slot: Slot): Promise<void> {
    // Held, lest a tick uses the old slot between the reading and the writing.
    const { nextDueAt, lastDueAt } = await db.findOneOrFail(Cadence, {
      where: { memberId },
      lock: { mode: 'pessimistic_write' },
    });
    const next = nextDueAt && nextSlot(slot, freeFrom(lastDueAt, slot.zone, this.clock.now()));
    await db.update(Cadence, { memberId }, { ...slot, nextDueAt: next });
    await passQuietWeeks(db, [memberId]);
  }

  /**
   * Asks members whether they want to take a programme, those who were taken out of it again too; others who have it stay
   * as they are.
   * @param by who of the organisation asks, by name
   * @returns those who are asked now
   */
  async invite(
    db: EntityManager,
    memberIds: string[],
    programmeId: string,
    by: string | null = null,
  ): Promise<string[]> {
    const again = await db.query<{ member_id: string }[]>(RESUME, [memberIds, programmeId, 'invited', ['withdrawn']]);
    const added = await this.insert(db, memberIds, [programmeId], 'invited');
    const asked = [...again.map((row) => row.member_id), ...added];
    await db.query(
      `update enrolment set invited_at = $3, noticed_at = null, enrolled_by = $4
       where member_id = any($1::bigint[]) and programme_id = $2 and state = 'invited'`,
      [asked, programmeId, this.clock.now(), by],
    );
    return asked;
  }

  /**
   * Starts members in a programme at their next slot, and in what everybody who takes part gets.
   * Doing it again changes nothing.
   * @param notice they are told first: the slot is a day after daylight at the earliest; `by` whom, by name
   * @returns those who were not in the programme before
   */
  async enrol(
    db: EntityManager,
    memberIds: string[],
    programmeId: string,
    notice?: { by: string | null },
  ): Promise<string[]> {
    const resumed = await db.query<{ member_id: string }[]>(RESUME, [
      memberIds,
      programmeId,
      'active',
      ['invited', 'withdrawn'],
    ]);
    const added = await this.insert(db, memberIds, [programmeId], 'active');
    const started = [...resumed.map((row) => row.member_id), ...added];
    const common = await db.find(Programme, { where: { entry: 'everyone' }, select: { id: true } });
    for (const { id } of common) await db.query(RESUME, [memberIds, id, 'active', ['withdrawn']]);
    await this.insert(
      db,
      memberIds,
      common.map((programme) => programme.id),
      'active',
    );
    const now = this.clock.now();
    if (notice)
      await db.query(
        `update enrolment set noticed_at = $3, enrolled_by = $4
         where member_id = any($1::bigint[]) and programme_id = $2 and state = 'active'`,
        [started, programmeId, now, notice.by],
      );
    await db.query(FIRST_SLOTS, [memberIds, now, notice ? NOTICE_HOURS : 0]);
    return started;
  }

  /** Takes a member out of everything that is not finished. */
  async withdrawAll(db: EntityManager, memberId: string): Promise<void> {
    // The cadence first, as planning does: two that lock in different orders could wait for each other.
    await db.update(Cadence, { memberId }, { nextDueAt: null });
    await db.query(`update enrolment set state = 'withdrawn' where member_id = $1 and state in ('invited', 'active')`, [
      memberId,
    ]);
  }

  /** Slots up to an instant pass unused; null goes on at once. */
  async pause(db: EntityManager, memberId: string, until: Date | null): Promise<void> {
    await db.update(Cadence, { memberId }, { pausedUntil: until });
  }

  /** A programme by the name people call it on the command line. @throws Invalid naming `field` */
  async programme(db: EntityManager, slug: string, field: string): Promise<Programme> {
    const programme = await db.findOneBy(Programme, { slug });
    if (programme) return programme;
    const slugs = (await db.find(Programme)).map((known) => known.slug).join(', ');
    throw new Invalid([{ field, problem: `there is no programme "${slug}"; there are ${slugs || 'none'}` }]);
  }

  private async insert(
    db: EntityManager,
    memberIds: string[],
    programmeIds: string[],
    state: 'invited' | 'active',
  ): Promise<string[]> {
    const rows = await db.query<{ member_id: string }[]>(
      `insert into enrolment (member_id, programme_id, state, created_at)
       select m, p, $3, $4 from unnest($1::bigint[]) m cross join unnest($2::bigint[]) p
       where not exists (select from enrolment e where e.member_id = m and e.programme_id = p)
       on conflict do nothing returning member_id`,
      [memberIds, programmeIds, state, this.clock.now()],
    );
    return rows.map((row) => row.member_id);
  }
}
