import type { DataSource } from 'typeorm';

async function tables(dataSource: DataSource, schemas: string[]): Promise<string[]> {
  const rows = await dataSource.query<{ schema: string; name: string }[]>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'r' order by 1, 2`,
    [schemas],
  );
  return rows.map(({ schema, name }) => `"${schema}"."${name}"`);
}

/** Everything there is in our tables, in short, to see that nothing has changed; the queues' own are never at rest. */
export async function everything(dataSource: DataSource): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const table of await tables(dataSource, ['public']))
    [found[table]] = await dataSource.query<unknown[]>(
      `select count(*)::int as rows, md5(string_agg(t::text, '' order by t::text)) as content from ${table} t`,
    );
  return found;
}

/** Which tables, those of the queues among them, hold a text anywhere in a row, capitals aside. */
export async function tablesHolding(dataSource: DataSource, text: string): Promise<string[]> {
  const holding: string[] = [];
  for (const table of await tables(dataSource, ['public', 'pgboss'])) {
    const rows = await dataSource.query<unknown[]>(
      `select from ${table} t where position(lower($1) in lower(t::text)) > 0 limit 1`,
      [text],
    );
    if (rows.length > 0) holding.push(table);
  }
  return holding;
}
