import type { DataSource } from 'typeorm';

/** What the queues do by themselves, whoever asks for what. */
const RESTLESS = /^(?:version|queue|warning|bam|subscription|schedule)/;

async function tables(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ schema: string; name: string }[]>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'pgboss') and c.relkind = 'r' order by 1, 2`,
  );
  return rows.filter(({ name }) => !RESTLESS.test(name)).map(({ schema, name }) => `"${schema}"."${name}"`);
}

/** Everything there is in the database, table by table, in short: to see that nothing has changed. */
export async function everything(dataSource: DataSource): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const table of await tables(dataSource))
    [found[table]] = await dataSource.query<unknown[]>(
      `select count(*)::int as rows, md5(string_agg(t::text, '' order by t::text)) as content from ${table} t`,
    );
  return found;
}

/** Which tables hold a text anywhere in a row, capitals aside. */
export async function tablesHolding(dataSource: DataSource, text: string): Promise<string[]> {
  const holding: string[] = [];
  for (const table of await tables(dataSource)) {
    const rows = await dataSource.query<unknown[]>(
      `select from ${table} t where position(lower($1) in lower(t::text)) > 0 limit 1`,
      [text],
    );
    if (rows.length > 0) holding.push(table);
  }
  return holding;
}
