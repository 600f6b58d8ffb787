import { migrations } from '../../database/migrate.js';
import type { Site } from './site.js';
import { fail, ok, said, skipped, warn, type Verdict } from './verdict.js';

/** PostgreSQL's oldest major version that we work on. */
const OLDEST = 15;

/** Whether the database answers, is young enough, and has the tables of this version of the service. */
export async function database(site: Site): Promise<Verdict> {
  const { database: db, config } = site;
  if (!db.exists) return skipped(`none in ${config.dataDir} yet; the service makes it at its first start`);
  const kind = config.databaseUrl ? 'PostgreSQL' : 'embedded PostgreSQL';
  let version: string;
  try {
    [{ version }] = (await db.query("select current_setting('server_version') as version")) as [{ version: string }];
  } catch (error) {
    return fail(
      `it does not answer: ${said(error)}`,
      config.databaseUrl
        ? 'Check DATABASE_URL, and that the server runs and lets this computer in.'
        : `See the message, and that nothing else uses ${config.dataDir}.`,
    );
  }
  if (Number.parseInt(version) < OLDEST)
    return fail(`${kind} ${version}`, `Move to PostgreSQL ${OLDEST} or later; ${OLDEST} has what this service uses.`);
  const ran = new Set((await db.rows<{ name: string }>('migration', 'select name from migration')).map((r) => r.name));
  const known = migrations.map(({ name }) => name);
  const open = known.filter((name) => !ran.has(name));
  if (open.length > 0)
    return fail(
      `${kind} ${version}, ${open.length} of ${known.length} migrations still to do`,
      'Run the command migrate; the service also does it when it starts.',
    );
  if (ran.size > known.length)
    return warn(
      `${kind} ${version}, with tables of a later version of this service`,
      'Install the version that the database was last used with, or a later one.',
    );
  return ok(`${kind} ${version}, all migrations done`);
}
