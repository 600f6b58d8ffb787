import type { EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import { pauseEnd } from '../../enrolments/pausing.js';
import { Conflict, Invalid } from '../../errors.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { programmeChoices, stepChoices } from './choices.js';
import type { PeopleWish } from './wish.js';

/** What a wish speaks of, by name. */
export interface WishNames {
  /** of the step that is to be waived */
  stepProgrammeId: string | null;
  programme?: string;
  step?: string;
}

/**
 * Looks whether something can be wished for the people of an organisation at all.
 * @param zone in which days are counted
 * @throws Invalid naming the field; Conflict once the organisation has ended
 */
export async function checkWish(
  db: EntityManager,
  organisation: Organisation,
  wish: PeopleWish,
  { clock, zone }: { clock: Clock; zone: string },
): Promise<WishNames> {
  if (organisation.endedAt && wish.act !== 'remove' && wish.act !== 'withdraw')
    throw new Conflict('This organisation has ended.');
  if (wish.act === 'pause') pauseEnd(wish.until, zone, clock.now());
  return namesOf(db, organisation, wish);
}

/** @throws Invalid when something is not there, or not for these people */
async function namesOf(db: EntityManager, organisation: Organisation, wish: PeopleWish): Promise<WishNames> {
  if (wish.act === 'waive' || wish.act === 'unwaive') {
    const [step] = await stepChoices(db, organisation, wish.stepId);
    if (!step) throw new Invalid([{ field: 'step', problem: 'Choose a step from the list.' }]);
    return { stepProgrammeId: step.programmeId, step: step.title, programme: step.programme };
  }
  const programmeId = wish.act === 'enrol' || wish.act === 'withdraw' ? wish.programmeId : null;
  if (programmeId === null) return { stepProgrammeId: null };
  const programme = (await programmeChoices(db, organisation)).find(({ id }) => id === programmeId);
  const field = wish.act === 'enrol' ? 'programme' : 'from';
  if (!programme) throw new Invalid([{ field, problem: 'Choose a programme from the list.' }]);
  return { stepProgrammeId: null, programme: programme.title };
}
