import type { DataSource } from 'typeorm';
import { FEWEST, type Told, told } from './few.js';
import { peopleSource } from './people.source.js';
import type { Scope } from './scope.js';
import { totals } from './source.js';

/** How many there are at the end of a week. */
export interface PeopleWeek {
  /** its Monday, `yyyy-mm-dd` */
  week: string;
  members: Told;
  organisations: Told;
}

/** Of those who were asked in a span of weeks, who came how far by now; each among the one before. */
export interface Funnel {
  asked: Told;
  confirmed: Told;
  started: Told;
  finished: Told;
}

/** People over time. */
export interface PeopleFigures {
  /** false: fewer than five people ever took part, and nothing may be told of them */
  enough: boolean;
  weeks: PeopleWeek[];
  funnel: Funnel;
}

type Row = Record<keyof Funnel | 'joined' | 'gone' | 'organisations_joined' | 'organisations_gone', number> & {
  week: string;
};

/** Members and organisations at the end of each week of the scope, and the way of those who were asked in it. */
export async function peopleFigures(dataSource: DataSource, scope: Scope): Promise<PeopleFigures> {
  const { from, to, programme = '0' } = scope;
  const all = { ...scope, from: '-infinity', to: 'infinity' };
  const rows = await totals<Row>(dataSource, peopleSource, all, PEOPLE, [programme]);
  const count = (name: Exclude<keyof Row, 'week'>, which: (week: string) => boolean) =>
    rows.reduce((sum, row) => sum + (which(row.week) ? row[name] : 0), 0);
  const within = (name: keyof Funnel) => told(count(name, (week) => week >= from && week < to));
  const weeks = mondays(from, to).map((week) => {
    const upTo = (one: string) => one <= week;
    const members = told(count('joined', upTo) - count('gone', upTo));
    const organisations = count('organisations_joined', upTo) - count('organisations_gone', upTo);
    return { week, members, organisations: typeof members === 'number' ? organisations : ('few' as const) };
  });
  return {
    enough: count('joined', () => true) >= FEWEST,
    weeks,
    funnel: {
      asked: within('asked'),
      confirmed: within('confirmed'),
      started: within('started'),
      finished: within('finished'),
    },
  };
}

const PEOPLE = (total: string) => `
  select week::text, asked, confirmed, started, finished, joined, gone, organisations_joined, organisations_gone
  from ${total} where programme_id = $4::bigint`;

/** The Mondays from one up to, and without, another. */
export function mondays(from: string, to: string): string[] {
  const days = [];
  for (let day = Date.parse(from); day < Date.parse(to); day += 7 * 24 * 3600_000)
    days.push(new Date(day).toISOString().slice(0, 10));
  return days;
}
