import type { Problem } from '../../errors.js';
import type { Joining, Organisation } from '../../organisations/organisation.entity.js';
import { nations, sectors, sizes, type Term } from '../../organisations/vocabulary.js';
import type { OrganisationLine } from '../../stats/organisation-list.js';
import { PAGE } from '../../stats/organisation-list.js';
import { options, refusal } from '../form.js';
import { weekly } from '../dates.js';
import { slotView } from '../slot.view.js';
import { moment } from './moment.js';

const fields = [
  'name',
  'sector',
  'size',
  'nation',
  'emergingTechnology',
  'ownSlot',
  'weekday',
  'time',
  'zone',
  'joining',
  'address',
];
const pairs = (terms: Term[]) => terms.map(({ value, label }) => [value, label] as const);
/** How people whom a coordinator enrols start. */
const joinings: [Joining, string][] = [
  ['invite', 'are asked, and start when they say yes'],
  ['notice', 'are told, and start a day later unless they say no'],
];
const label = (terms: Term[], value: string | null) => terms.find((term) => term.value === value)?.label;

/** The centre's slot, which an organisation has unless it has its own. */
export interface Slot {
  weekday: number;
  time: string;
  zone: string;
}

/** The fields of an organisation's form. @param form what is in them */
export function organisationFields(form: Record<string, string>, centre: Slot, problems: Problem[]): object {
  const slot = { weekday: String(centre.weekday), time: centre.time, zone: centre.zone, ...form };
  return {
    form,
    slot: slotView(slot),
    slotHint: `Otherwise as everywhere: ${weekly(centre.weekday, centre.time)}.`,
    sectors: options(pairs(sectors), form['sector']),
    sizes: options(pairs(sizes), form['size']),
    nations: options(pairs(nations), form['nation']),
    joinings: options(joinings, form['joining'] ?? 'invite'),
    ...refusal(problems, fields),
  };
}

/** What is kept, as the form shows it. */
export function organisationInForm(organisation: Organisation): Record<string, string> {
  const { name, sector, size, nation, emergingTechnology, joining, weekday, time, zone } = organisation;
  const known = { sector, size, nation, joining, weekday: weekday === null ? null : String(weekday), time, zone };
  return {
    name,
    ...(emergingTechnology && { emergingTechnology: 'yes' }),
    ...(weekday !== null && { ownSlot: 'yes' }),
    ...Object.fromEntries(Object.entries(known).filter((field): field is [string, string] => field[1] !== null)),
  };
}

/** What is said of an organisation at the head of its page. */
export function organisationHead(organisation: Organisation, centre: Slot): object {
  const { weekday, time, zone } = organisation;
  return {
    id: organisation.id,
    name: organisation.name,
    ended: organisation.endedAt && moment(organisation.endedAt, centre.zone),
    sector: label(sectors, organisation.sector) ?? 'Not known',
    size: label(sizes, organisation.size) ?? 'Not known',
    nation: label(nations, organisation.nation) ?? 'Not known',
    emergingTechnology: organisation.emergingTechnology ? 'Yes' : 'No',
    slot:
      weekday !== null && time !== null
        ? `${weekly(weekday, time)}, by the clock of ${zone?.replaceAll('_', ' ')}`
        : `${weekly(centre.weekday, centre.time)}, as everywhere`,
    joining: new Map(joinings).get(organisation.joining),
  };
}

/** The list, with ways to its other pages. */
export function organisationsView(
  { lines, total }: { lines: OrganisationLine[]; total: number },
  { name, page, admin }: { name: string; page: number; admin: boolean },
): object {
  const at = (number: number) =>
    `/organisations?${new URLSearchParams({ ...(name && { name }), page: String(number) })}`;
  const last = Math.max(0, Math.ceil(total / PAGE) - 1);
  return {
    title: 'Organisations',
    wide: true,
    admin,
    name,
    organisations: lines.map((line) => ({ ...line, sector: label(sectors, line.sector) ?? '' })),
    count: total === 1 ? '1 organisation' : `${total} organisations`,
    ...(last > 0 && { pages: `Page ${page + 1} of ${last + 1}` }),
    ...(page > 0 && { earlier: at(page - 1) }),
    ...(page < last && { later: at(page + 1) }),
  };
}
