import type { Organisation } from '../../organisations/organisation.entity.js';
import type { ProgrammeFigures } from '../../stats/organisation-progress.js';
import { PEOPLE, type PersonSteps } from '../../stats/person-steps.js';
import { called } from './progress.view.js';

/** A cell: what is read, and the class that colours it; '' for a lesson that is ahead. */
interface Cell {
  word: string;
  look: string;
}

const states = { active: '', finished: 'finished', withdrawn: 'withdrawn' };

/** One row for each person, one column for each lesson that reached anybody. @param page from 0 on */
export function peopleView(
  { id, name }: Pick<Organisation, 'id' | 'name'>,
  { slug, title, people: total, steps }: ProgrammeFigures,
  { people, page, texts }: { people: PersonSteps[]; page: number; texts: object },
): object {
  const columns = steps.filter((step) => step.mailed + step.waived > 0);
  const path = `/organisations/${id}/progress/${slug}`;
  const last = Math.max(0, Math.ceil(total / PEOPLE) - 1);
  return {
    title: `${title}: person by person`,
    wide: true,
    organisation: { id, name },
    columns: columns.map((step) => called(step, texts)),
    people: people.map((person) => ({
      memberId: person.memberId,
      called: person.name || person.address,
      state: states[person.state],
      cells: columns.map((step) => cell(person, step.id)),
    })),
    ...(last > 0 && { pages: `Page ${page + 1} of ${last + 1}` }),
    ...(page > 0 && { earlier: `${path}?page=${page - 1}` }),
    ...(page < last && { later: `${path}?page=${page + 1}` }),
  };
}

function cell({ lessons, waived }: PersonSteps, stepId: string): Cell {
  const lesson = lessons[stepId];
  if (lesson?.doneAt) return { word: 'done', look: 'done' };
  if (waived.includes(stepId)) return { word: 'waived', look: 'spared' };
  if (!lesson) return { word: '', look: '' };
  return lesson.startedAt ? { word: 'started', look: 'started' } : { word: 'mailed', look: 'mailed' };
}
