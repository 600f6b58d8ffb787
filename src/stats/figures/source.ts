import type { DataSource } from 'typeorm';
import { organisationAudience, type Scope } from './scope.js';

/**
 * Where a figure comes from: rows of facts, which each night are summed up by week and audience. For one organisation the
 * same facts are summed up when they are asked for.
 */
export interface Source {
  /** the table of totals: audience, then the keys, then the sums */
  table: string;
  /** `week` is the first */
  keys: string[];
  sums: string[];
  /** the rows: organisation_id, sector, size, nation, keys, sums. @param which a condition on `o`, their organisation */
  facts: (which: string) => string;
  /** facts that belong to no organisation, in the same columns */
  apart?: string;
}

/** The week of an instant: its Monday, by the centre's clock. */
export const weekOf = (instant: string): string => `week_of(${instant}, (select zone from centre))`;

/** What an organisation adds to its facts. */
export const AUDIENCE = `o.id as organisation_id, coalesce(o.sector, '-') as sector, coalesce(o.size, '-') as size, coalesce(o.nation, '-') as nation`;

/** Organisations with so many members have totals of their own. Others are counted when they are asked for. */
const LARGE_ORGANISATION = 50;

/**
 * Sums up all facts for each audience, and for large organisations. $1: only weeks from this one on, `yyyy-mm-dd` or `-infinity`.
 * @param large from how many members on an organisation is one
 */
export function summingUp({ table, keys, sums, facts, apart }: Source, large = LARGE_ORGANISATION): string {
  const part = (name: string) => `case when grouping(${name}) = 1 then '*' else ${name} end`;
  return `
    insert into ${table} (audience, ${[...keys, ...sums].join(', ')})
    with base as materialized (
      select large.id as large, sector, size, nation, ${keys.join(', ')}, ${summed(sums)}
      from (${facts('true')}${apart ? ` union all ${apart}` : ''}) fact
      left join (select organisation_id as id from member group by 1 having count(*) >= ${large}) large on large.id = fact.organisation_id
      where week >= $1::date group by large.id, sector, size, nation, ${keys.join(', ')}
    )
    select ${['sector', 'size', 'nation'].map(part).join(` || '/' || `)} as audience, ${keys.join(', ')}, ${summed(sums)}
    from base group by ${keys.join(', ')}, cube (sector, size, nation)
    union all
    select '${organisationAudience('')}' || large, ${keys.join(', ')}, ${summed(sums)}
    from base where large is not null group by large, ${keys.join(', ')}
    order by 1, 2`;
}

/**
 * Asks for a figure's totals: `ask` writes the query over rows of keys and sums, which lie within the scope's weeks.
 * Its own parameters begin with $4.
 */
export async function totals<T>(
  dataSource: DataSource,
  source: Source,
  { audience, organisation, from, to }: Scope,
  ask: (rows: string) => string,
  parameters: unknown[] = [],
): Promise<T[]> {
  const { table, keys, sums, facts } = source;
  const rows = organisation
    ? `select ${keys.join(', ')}, ${summed(sums)} from (${facts('o.id = $1::bigint')}) fact
       where week >= $2::date and week < $3::date group by ${keys.join(', ')}`
    : `select * from ${table} where audience = $1 and week >= $2::date and week < $3::date`;
  return dataSource.query<T[]>(ask(`(${rows}) total`), [organisation ?? audience, from, to, ...parameters]);
}

const summed = (sums: string[]) => sums.map((name) => `sum(${name})::int as ${name}`).join(', ');
