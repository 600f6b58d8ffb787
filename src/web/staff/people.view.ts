import { DateTime } from 'luxon';
import type { Problem } from '../../errors.js';
import type { Programme } from '../../programmes/programme.entity.js';
import type { StepChoice } from '../../staff/people/choices.js';
import {
  type PersonLine,
  type PersonProblem,
  type PersonState,
  PEOPLE_PAGE,
  type PeopleSort,
} from '../../stats/people-list.js';
import { options, refusal } from '../form.js';
import { slotView } from '../slot.view.js';
import { peopleFields, type PeopleQuery } from './people.schema.js';

export const stateWords: Record<PersonState, string> = {
  invited: 'Invited',
  active: 'Active',
  paused: 'Paused',
  finished: 'Finished',
  withdrawn: 'Withdrawn',
  left: 'Left',
  none: 'In no programme',
};
export const problemWords: Record<PersonProblem, string> = {
  complained: 'Complained',
  bounced: 'Mail bounces',
  unconfirmed: 'Unconfirmed',
  paused: 'Paused',
};
const mailWords: Record<string, string> = {
  lesson: 'Lesson',
  welcome: 'Welcome',
  invitation: 'Invitation',
  'start-notice': 'Notice of the start',
  reminder: 'Reminder',
  nudge: 'Nudge',
  alert: 'Alert',
  closing: 'Last mail of a programme',
  farewell: 'Farewell',
};
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

/** Fields of the form over many people, for the summary of what is wrong. */
const fields = ['member', 'act', 'until', 'weeks', 'weekday', 'time', 'zone', 'programme', 'from', 'step', 'reason'];

/** What the list shows. */
export interface PeoplePage {
  organisation: { id: string; name: string; ended: boolean };
  lines: PersonLine[];
  counts: { states: Partial<Record<PersonState, number>>; all: number; matching: number };
  programmes: Programme[];
  steps: StepChoice[];
  query: PeopleQuery;
  /** what happened just now */
  act?: { id: string; said: string; undoable: boolean } | undefined;
  said?: string | undefined;
  form?: Record<string, string>;
  ticked?: string[];
  problems?: Problem[];
  /** the slot the form begins with, and the first day a pause may last to */
  slot: { weekday: number; time: string; zone: string };
  earliest: string;
  /** the centre's zone */
  zone: string;
}

/** The list of an organisation's people. */
export function peopleView(page: PeoplePage): object {
  const { organisation, lines, counts, query, form = {}, ticked = [], problems = [] } = page;
  const path = `/organisations/${organisation.id}/people`;
  const at = (changes: Partial<PeopleQuery>) => address(path, { ...query, page: 0, ...changes });
  const last = Math.max(0, Math.ceil(counts.matching / PEOPLE_PAGE) - 1);
  const filtered = Object.keys(query.filter).length > 0;
  return {
    title: 'People',
    wide: true,
    organisation,
    path,
    said: page.said,
    act: page.act,
    any: counts.all > 0,
    filtered,
    narrowed: Object.keys(peopleFields(query)).some((field) => field !== 'text'),
    count: counts.matching === 1 ? '1 person' : `${counts.matching.toLocaleString('en-GB')} people`,
    ofAll: filtered ? `of ${counts.all.toLocaleString('en-GB')}` : '',
    ...filterView(page),
    hidden: Object.entries(peopleFields(query)).map(([name, value]) => ({ name, value })),
    heads: columns.map(([sort, label]) => head(sort, label, query, at)),
    rows: lines.map((line) => ({
      ...personRow(line, page.zone),
      path: `${path}/${line.id}`,
      ticked: ticked.includes(line.id),
    })),
    many: counts.matching > lines.length,
    ...(last > 0 && { pages: `Page ${query.page + 1} of ${last + 1}` }),
    ...(query.page > 0 && { earlier: at({ page: query.page - 1 }) }),
    ...(query.page < last && { later: at({ page: query.page + 1 }) }),
    form,
    opened: { [form['act'] ?? '']: true },
    all: form['who'] === 'all',
    ...actFields(page),
    ...refusal(problems, fields),
  };
}

/** The lists that the forms of acts choose from. */
export function actFields({
  programmes,
  steps,
  form = {},
  slot,
  earliest,
}: Pick<PeoplePage, 'programmes' | 'steps' | 'form' | 'slot' | 'earliest'>) {
  const titles = programmes.map(({ id, title }) => [id, title] as const);
  return {
    earliest,
    slot: slotView({ ...slot, ...form }),
    programmes: options(titles, form['programme']),
    froms: options(titles, form['from']),
    steps: [...Map.groupBy(steps, ({ programme }) => programme)].map(([programme, of]) => ({
      programme,
      steps: options(
        of.map(({ id, title }) => [id, title] as const),
        form['step'],
      ),
    })),
  };
}

/** A person as a row. @param zone the centre's */
export function personRow(line: PersonLine, zone: string) {
  const { state, problem, pausedUntil, programme, number, of, title, reached, done, startedAt, last } = line;
  return {
    id: line.id,
    called: line.name || line.address,
    name: line.name,
    address: line.address,
    state: state === 'paused' && pausedUntil ? `Paused until ${day(pausedUntil, line.zone)}` : stateWords[state],
    programme: programme ?? '',
    step: programme === null ? '' : number === null ? `No lesson yet, of ${of}` : `${number} of ${of}: ${title}`,
    started: startedAt ? `Yes, ${day(startedAt, zone)}` : 'No',
    done: `${done} of ${reached}`,
    last: last ? `${mailWords[last.kind] ?? 'Mail'}, ${day(new Date(last.at), zone)}` : 'None',
    problem: problem && problem !== 'paused' ? problemWords[problem] : '',
  };
}

/** The day of an instant, in short: "31 March 2026". */
const day = (at: Date, zone: string) => DateTime.fromJSDate(at, { zone }).setLocale('en-GB').toFormat('d LLLL yyyy');

function address(path: string, query: PeopleQuery): string {
  const of = new URLSearchParams({ ...peopleFields(query), ...(query.page > 0 && { page: String(query.page) }) });
  return of.size > 0 ? `${path}?${of}` : path;
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

function filterView({ query, counts, programmes }: PeoplePage): object {
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
