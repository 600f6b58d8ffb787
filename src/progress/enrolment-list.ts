import { In, type EntityManager } from 'typeorm';
import { Enrolment, type EnrolmentState } from '../enrolments/enrolment.entity.js';
import { Programme } from '../programmes/programme.entity.js';
import { stepLists, type ListedStep } from './step-list.js';

/** What a member takes, and where the member stands in it. */
export interface ListedEnrolment {
  programme: { slug: string; title: string };
  state: EnrolmentState;
  lessons: { number: number; title: string; state: ListedStep['state']; url?: string }[];
}

/** A member's enrolments, oldest first, those without any lesson left out. @param url of the lesson that a delivery brought */
export async function enrolmentList(
  db: EntityManager,
  memberId: string,
  url: (deliveryId: string) => string,
): Promise<ListedEnrolment[]> {
  const lists = await stepLists(db, memberId);
  const enrolments = await db.find(Enrolment, { where: { memberId }, order: { id: 'ASC' } });
  const programmes = await db.findBy(Programme, { id: In(enrolments.map(({ programmeId }) => programmeId)) });
  const byId = new Map(programmes.map((programme) => [programme.id, programme]));
  return enrolments.flatMap(({ id, programmeId, state }) => {
    const { slug, title } = byId.get(programmeId)!;
    const lessons = (lists.get(id) ?? []).map((step) => ({
      number: step.number,
      title: step.title,
      state: step.state,
      ...(step.deliveryId && { url: url(step.deliveryId) }),
    }));
    return lessons.length > 0 ? [{ programme: { slug, title }, state, lessons }] : [];
  });
}
