import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../clock.js';
import type { EnrolmentState } from '../../enrolments/enrolment.entity.js';
import { Enrolments } from '../../enrolments/enrolments.service.js';
import { moveEach } from '../../enrolments/moving.js';
import { pauseEach } from '../../enrolments/pausing.js';
import { forgetReasons, unwaive, waive } from '../../enrolments/waiving.js';
import { putBack, withdrawFrom } from '../../enrolments/withdrawing.js';
import { removeMembers } from '../../members/removing.js';
import type { Standing } from '../../stats/standing.js';
import type { WishNames } from './check-wish.js';
import type { Facet } from './facet.js';
import { pauseEndsAt } from './left-out.js';
import type { PeopleWish } from './wish.js';

/** What is put back of somebody. */
export interface Reversal {
  memberId: string;
  before: Facet;
  after: Facet;
}

/** Does what is wished, for many people at once, and puts it back. Within the caller's transaction, with their cadences held. */
@Injectable()
export class PeopleDeeds {
  constructor(
    private readonly clock: Clock,
    private readonly enrolments: Enrolments,
  ) {}

  /** @param people for whom it may be done; @param names what the wish speaks of; @param by the account */
  async perform(
    db: EntityManager,
    wish: PeopleWish,
    people: Standing[],
    { names, by }: { names: WishNames; by: string | null },
  ): Promise<void> {
    const now = this.clock.now();
    const ids = people.map(({ id }) => id);
    switch (wish.act) {
      case 'pause':
        return pauseEach(
          db,
          people.map(({ id, zone }) => ({ memberId: id, until: pauseEndsAt(wish.until, zone) })),
        );
      case 'resume':
        return pauseEach(
          db,
          ids.map((memberId) => ({ memberId, until: null })),
        );
      case 'move': {
        const { weekday, time } = wish;
        const slots = people.map(({ id, zone }) => ({ memberId: id, weekday, time, zone: wish.zone ?? zone }));
        return moveEach(db, slots, now);
      }
      case 'enrol':
        await this.enrolments.enrol(db, ids, wish.programmeId);
        return;
      case 'withdraw':
        return withdrawFrom(db, ids, wish.programmeId);
      case 'waive': {
        const { stepId, reason } = wish;
        const open = people.flatMap(({ enrolments }) =>
          enrolments.filter(
            ({ programmeId, state, done }) => programmeId === names.stepProgrammeId && state !== 'withdrawn' && !done,
          ),
        );
        return waive(
          db,
          open.map(({ id }) => id),
          { stepId, reason, at: now, by },
        );
      }
      case 'unwaive': {
        const waived = people.flatMap(({ enrolments }) => enrolments.filter((one) => one.waived));
        return unwaive(
          db,
          waived.map(({ id }) => id),
          wish.stepId,
        );
      }
      case 'remove':
        await withdrawFrom(db, ids, null);
        await forgetReasons(db, ids);
        return removeMembers(db, ids, now);
    }
  }

  /** Puts back what an act changed. */
  async reverse(db: EntityManager, wish: PeopleWish, reversals: Reversal[]): Promise<void> {
    const now = this.clock.now();
    const before = <F extends Facet>() => reversals.map((one) => ({ memberId: one.memberId, ...(one.before as F) }));
    switch (wish.act) {
      case 'pause':
      case 'resume':
        return pauseEach(
          db,
          before<{ pausedUntil: string | null }>().map(({ memberId, pausedUntil }) => ({
            memberId,
            until: pausedUntil,
          })),
        );
      case 'move':
        return moveEach(db, before<{ weekday: number; time: string; zone: string }>(), now);
      case 'enrol':
      case 'withdraw':
        return putBack(db, reversals.flatMap(formerStates), now);
      case 'waive':
        return unwaive(db, reversals.flatMap(waivedNow), wish.stepId);
      case 'unwaive':
      case 'remove':
        throw new Error('this cannot be undone');
    }
  }
}

function formerStates({ memberId, before, after }: Reversal) {
  const was = (before as { enrolments: Record<string, EnrolmentState> }).enrolments;
  const is = (after as { enrolments: Record<string, EnrolmentState> }).enrolments;
  const changed = Object.entries(is).filter(([id, state]) => was[id] !== state);
  return changed.map(([id]) => ({ id, memberId, state: was[id] ?? null }));
}

function waivedNow({ before, after }: Reversal): string[] {
  const was = (before as { waived: string[] }).waived;
  return (after as { waived: string[] }).waived.filter((id) => !was.includes(id));
}
