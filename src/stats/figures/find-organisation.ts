import type { DataSource } from 'typeorm';
import { Invalid } from '../../errors.js';

/** Names that are listed, at the most, where several fit. */
const LISTED = 5;

/**
 * The organisation that people mean by a name: the one called so, else the only one with it in its name.
 * @returns its id @throws Invalid naming `organisation` when there is none, or several
 */
export async function findOrganisation(dataSource: DataSource, name: string): Promise<string> {
  const like = `%${name.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const found = await dataSource.query<{ id: string; name: string; called: boolean }[]>(
    `select id, name, lower(name) = $1 as called from organisation
     where lower(name) like $2 and merged_into is null order by called desc, name limit $3`,
    [name.toLowerCase(), like, LISTED + 1],
  );
  const called = found.filter((one) => one.called);
  const fitting = called.length > 0 ? called : found;
  if (fitting.length === 1) return fitting[0]!.id;
  const names = fitting.slice(0, LISTED).map((one) => one.name);
  const problem =
    fitting.length === 0
      ? 'No organisation has this in its name.'
      : `Several organisations have this in their names: ${names.join(', ')}${fitting.length > LISTED ? ', …' : ''}.`;
  throw new Invalid([{ field: 'organisation', problem }]);
}
