import type { EnrolmentState } from '../../enrolments/enrolment.entity.js';
import type { Standing } from '../../stats/standing.js';
import type { PeopleWish } from './wish.js';

/** That of somebody which an act changes, as it is kept for undoing. */
export type Facet =
  | { pausedUntil: string | null }
  | { weekday: number; time: string; zone: string }
  /** states by the enrolment's id */
  | { enrolments: Record<string, EnrolmentState> }
  /** ids of the enrolments for which the step is waived */
  | { waived: string[] };

/** How somebody stands in what an act changes. */
export function facetOf({ act }: PeopleWish, person: Standing): Facet {
  switch (act) {
    case 'pause':
    case 'resume':
      return { pausedUntil: person.pausedUntil?.toISOString() ?? null };
    case 'move': {
      const { weekday, time, zone } = person;
      return { weekday, time, zone };
    }
    case 'enrol':
    case 'withdraw':
    case 'remove':
      return { enrolments: Object.fromEntries(person.enrolments.map(({ id, state }) => [id, state])) };
    case 'waive':
    case 'unwaive':
      return { waived: person.enrolments.filter(({ waived }) => waived).map(({ id }) => id) };
  }
}

/** Whether two are the same, whatever the order of their fields. */
export function sameFacet(one: Facet, other: Facet): boolean {
  return spelt(one) === spelt(other);
}

function spelt(value: unknown): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${key}:${spelt(one)}`).join()}}`;
}
