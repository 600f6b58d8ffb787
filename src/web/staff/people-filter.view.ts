import type { PeopleSort, PersonState } from '../../stats/people-list.js';
import { options } from '../form.js';
import { peopleFields, type PeopleQuery } from './people.schema.js';
import { problemWords, stateWords } from './person-row.view.js';

const columns: [PeopleSort, string][] = [
  ['name', 'Name'],
  ['address', 'Address'],
  ['state', 'State'],
  ['step', 'Programme and step'],
  ['started', 'Started'],
  ['done', 'Done'],
  ['last', 'Last mail'],
  ['problem', 'Problem'],
];
/** What is sorted the other way round first: the newest and the most. */
const newestFirst = new Set<PeopleSort>(['started', 'done', 'last']);

/** The address of the list that a query asks for. */
export function listAddress(path: string, query: PeopleQuery): string {
  const of = new URLSearchParams({ ...peopleFields(query), ...(query.page > 0 && { page: String(query.page) }) });
  return of.size > 0 ? `${path}?${of}` : path;
}

/** The heads of the columns, each a way to sort by it. @param at the address with something else asked */
export function heads(query: PeopleQuery, at: (changes: Partial<PeopleQuery>) => string): object[] {
  return columns.map(([sort, label]) => head(sort, label, query, at));
}

interface Filtered {
  query: PeopleQuery;
  counts: { states: Partial<Record<PersonState, number>> };
  programmes: { id: string; title: string }[];
}

/** What the list can be filtered by and sorted by, with what it is. */
export function filterView({ query, counts, programmes }: Filtered): object {
  const { text, state, problem, programmeId, started } = query.filter;
  const states = Object.entries(stateWords).map(
    ([value, label]) =>
      [value, `${label} (${(counts.states[value as PersonState] ?? 0).toLocaleString('en-GB')})`] as const,
  );
  const sorts = columns.flatMap(([value, label]) => [
    [value, label] as const,
    [`-${value}`, `${label}, the other way round`] as const,
  ]);
  return {
    text,
    states: options(states, state),
    problemKinds: options(Object.entries(problemWords), problem),
    taken: options(
      programmes.map(({ id, title }) => [id, title] as const),
      programmeId,
    ),
    starts: options(
      [
        ['yes', 'Started'],
        ['no', 'Not started'],
      ],
      started === undefined ? undefined : started ? 'yes' : 'no',
    ),
    sorts: options(sorts, `${query.descending ? '-' : ''}${query.sort}`),
  };
}

function head(
  sort: PeopleSort,
  label: string,
  query: PeopleQuery,
  at: (changes: Partial<PeopleQuery>) => string,
): object {
  const current = sort === query.sort;
  const descending = current ? !query.descending : newestFirst.has(sort);
  return {
    label,
    url: at({ sort, descending }),
    ...(current && { sorted: query.descending ? 'descending' : 'ascending', mark: query.descending ? '↓' : '↑' }),
  };
}
