import type { Problem } from '../../errors.js';
import type { Programme } from '../../programmes/programme.entity.js';
import type { StepChoice } from '../../staff/people/choices.js';
import { type PersonLine, type PersonState, PEOPLE_PAGE } from '../../stats/people-list.js';
import { options, refusal } from '../form.js';
import { slotView } from '../slot.view.js';
import { filterView, heads, listAddress } from './people-filter.view.js';
import { peopleFields, type PeopleQuery } from './people.schema.js';
import { personRow } from './person-row.view.js';

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
  const at = (changes: Partial<PeopleQuery>) => listAddress(path, { ...query, page: 0, ...changes });
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
    heads: heads(query, at),
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
