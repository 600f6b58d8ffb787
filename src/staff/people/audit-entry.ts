import type { Act, Actor, AuditEntry } from '../audit.service.js';
import type { WishNames } from './check-wish.js';
import type { PeopleWish } from './wish.js';

const acts: Record<PeopleWish['act'], Act> = {
  pause: 'people-paused',
  resume: 'people-resumed',
  move: 'people-moved',
  enrol: 'people-enrolled',
  withdraw: 'people-withdrawn',
  waive: 'step-waived',
  unwaive: 'step-asked-again',
  remove: 'people-removed',
};

/** What is written down of an act. Why a step was waived is not: it may tell of the person. */
export function auditEntry(of: {
  actor: Actor;
  organisationId: string;
  wish: PeopleWish;
  names: WishNames;
  /** whom it touched */
  people: string[];
  /** whom alone it was for */
  one?: string | undefined;
}): AuditEntry {
  const { actor, organisationId, wish, names, people, one } = of;
  return {
    actor,
    act: acts[wish.act],
    organisationId,
    ...(one !== undefined && { memberId: one }),
    detail: {
      ...(one === undefined && { people: people.length }),
      ...(wish.act === 'pause' && { until: wish.until }),
      ...(wish.act === 'move' && { weekday: wish.weekday, time: wish.time }),
      ...(names.programme !== undefined && { programme: names.programme }),
      ...(names.step !== undefined && { step: names.step }),
    },
  };
}
