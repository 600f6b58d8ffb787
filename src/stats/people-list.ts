import type { EntityManager } from 'typeorm';
import { LAST, PEOPLE, PROBLEM, PROGRESS, SHOWN, STARTED, STEP } from './people.sql.js';

/** How somebody stands on the whole; none: takes no programme. */
export type PersonState = 'invited' | 'active' | 'paused' | 'finished' | 'withdrawn' | 'left' | 'none';
/** What keeps lessons from somebody. */
export type PersonProblem = 'complained' | 'bounced' | 'unconfirmed' | 'paused';

/** What people can be sorted by, with what of SQL it takes. */
const sorts = {
  name: { by: 'lower(p.name)', with: '' },
  address: { by: 'p.address_key', with: '' },
  state: { by: `array_position('{invited,active,paused,finished,withdrawn,none,left}', p.state)`, with: '' },
  step: { by: `p.programme || to_char(coalesce(step.position, 0), '00000')`, with: STEP },
  started: { by: STARTED, with: '' },
  done: { by: 'progress.done', with: PROGRESS },
  last: { by: 'last.at', with: LAST },
  problem: { by: `array_position('{complained,bounced,unconfirmed,paused}', ${PROBLEM})`, with: LAST },
};

/** A column of the list. */
export type PeopleSort = keyof typeof sorts;
/** Every column that can be sorted by. */
export const peopleSorts = Object.keys(sorts) as PeopleSort[];

/** Which people; what is not said does not matter. */
export interface PeopleFilter {
  /** part of the name or the address */
  text?: string | undefined;
  state?: PersonState | undefined;
  problem?: PersonProblem | undefined;
  programmeId?: string | undefined;
  started?: boolean | undefined;
}

/** A person in the list. Never what they answered. */
export interface PersonLine {
  id: string;
  name: string;
  address: string;
  state: PersonState;
  pausedUntil: Date | null;
  zone: string;
  /** title of the programme that tells how they stand */
  programme: string | null;
  /** its newest lesson that reached them: which of how many, and its title */
  number: number | null;
  of: number;
  title: string | null;
  startedAt: Date | null;
  /** lessons that reached them, and of these the complete ones */
  reached: number;
  done: number;
  problem: PersonProblem | null;
  last: { kind: string; at: string; state: string } | null;
}

/** People on a page. */
export const PEOPLE_PAGE = 100;

/** A page of an organisation's people. @param page from 0 on */
export async function peopleList(
  db: EntityManager,
  organisationId: string,
  filter: PeopleFilter,
  { sort, descending, page }: { sort: PeopleSort; descending: boolean; page: number },
  now: Date,
): Promise<PersonLine[]> {
  const { where, values, joins } = chosen(organisationId, filter, now, sorts[sort].with);
  const order = `${sorts[sort].by} ${descending ? 'desc' : 'asc'} nulls last, lower(p.name), p.address_key, p.id`;
  return db.query(
    `with page as materialized (
       select p.*, row_number() over (order by ${order}) as place from (${PEOPLE}) p ${joins} where ${where}
       order by place limit ${PEOPLE_PAGE} offset ${page * PEOPLE_PAGE}
     )
     select ${SHOWN} from page p ${LAST} ${PROGRESS} ${STEP} order by p.place`,
    values,
  );
}

/** How many of an organisation's people there are by state, and how many of them the filter lets through. */
export async function peopleCounts(
  db: EntityManager,
  organisationId: string,
  filter: PeopleFilter,
  now: Date,
): Promise<{ states: Partial<Record<PersonState, number>>; all: number; matching: number }> {
  const { where, values, joins } = chosen(organisationId, filter, now);
  const rows = await db.query<{ state: PersonState; all: number; matching: number }[]>(
    `select p.state, count(*)::int as "all", count(*) filter (where ${where})::int as matching
     from (${PEOPLE}) p ${joins} group by p.state`,
    values,
  );
  const sum = (of: 'all' | 'matching') => rows.reduce((total, row) => total + row[of], 0);
  const states = Object.fromEntries(rows.map((row) => [row.state, row.all]));
  return { states, all: sum('all'), matching: sum('matching') };
}

/** The ids of all whom the filter lets through. */
export async function peopleIds(
  db: EntityManager,
  organisationId: string,
  filter: PeopleFilter,
  now: Date,
): Promise<string[]> {
  const { where, values, joins } = chosen(organisationId, filter, now);
  const rows = await db.query<{ id: string }[]>(`select p.id from (${PEOPLE}) p ${joins} where ${where}`, values);
  return rows.map(({ id }) => id);
}

/** The filter in SQL, with only what it takes: what nobody asks about is not looked up for everybody. */
function chosen(organisationId: string, filter: PeopleFilter, now: Date, sortWith = '') {
  const values: unknown[] = [organisationId, now];
  const value = (of: unknown) => `$${values.push(of)}`;
  const where = ['true'];
  if (filter.text) {
    const like = value(`%${filter.text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`);
    where.push(`(lower(p.name) like ${like} or p.address_key like ${like})`);
  }
  if (filter.state) where.push(`p.state = ${value(filter.state)}`);
  if (filter.problem) where.push(`${PROBLEM} = ${value(filter.problem)}`);
  if (filter.programmeId)
    where.push(`exists (select from enrolment e where e.member_id = p.id and e.state <> 'withdrawn'
      and e.programme_id = ${value(filter.programmeId)})`);
  if (filter.started !== undefined) where.push(`${STARTED} is ${filter.started ? 'not null' : 'null'}`);
  const joins = new Set([sortWith, filter.problem ? LAST : '']);
  return { where: where.join(' and '), values, joins: [...joins].join(' ') };
}
