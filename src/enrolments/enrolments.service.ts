import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { Programme } from '../programmes/programme.entity.js';
import { Cadence } from './cadence.entity.js';
import { freeFrom, nextSlot, type Slot } from './cadence.js';

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
  }

  /** Asks members whether they want to take a programme; those who have it stay as they are. */
  async invite(db: EntityManager, memberIds: string[], programmeId: string): Promise<string[]> {
    return this.insert(db, memberIds, [programmeId], 'invited');
  }

  /**
   * Starts members in a programme at their next slot, and in what everybody who takes part gets.
   * Doing it again changes nothing.
   * @returns those who were not in the programme before
   */
  async enrol(db: EntityManager, memberIds: string[], programmeId: string): Promise<string[]> {
    const resumed = await db.query<{ member_id: string }[]>(
      `with resumed as (
         update enrolment set state = 'active'
         where member_id = any($1::bigint[]) and programme_id = $2 and state in ('invited', 'withdrawn') returning member_id
       ) select member_id from resumed`,
      [memberIds, programmeId],
    );
    const added = await this.insert(db, memberIds, [programmeId], 'active');
    const common = await db.find(Programme, { where: { entry: 'everyone' }, select: { id: true } });
    await this.insert(
      db,
      memberIds,
      common.map((programme) => programme.id),
      'active',
    );
    await db.query(
      `update cadence set next_due_at = next_slot(weekday, time, zone, greatest($2,
         ((last_due_at at time zone zone) + interval '6 days') at time zone zone + interval '12 hours'))
       where member_id = any($1::bigint[]) and next_due_at is null
         and exists (select from enrolment e where e.member_id = cadence.member_id and e.state = 'active')`,
      [memberIds, this.clock.now()],
    );
    return [...resumed.map((row) => row.member_id), ...added];
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
