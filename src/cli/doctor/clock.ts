import { domainTime } from './domain-time.js';
import type { Site } from './site.js';
import { fail, ok, skipped, warn, type Verdict } from './verdict.js';

/** Seconds of difference that are none, that are nobody's concern, and from which sign-in, links and signatures suffer. */
const SAME = 2; // greetings have whole seconds
const SMALL = 5;
const LARGE = 60;
const MEND = 'Have the clocks set by the network (NTP) on this computer and on the other.';

/** A date as mail servers put it into their greeting (RFC 5322, 3.3). */
const DATE = /\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/;

/** Whether this computer's time is that of the database and of the relays, where these tell it. */
export async function clock(site: Site): Promise<Verdict> {
  const { config, database } = site;
  const [byDatabase, ...byRelays] = await Promise.all([
    aheadOfDatabase(site),
    ...config.relays.map((url) => aheadOfRelay(site, url)),
  ]);
  const others = { 'the database': byDatabase, 'the relay': byRelays.find((seconds) => seconds !== undefined) };
  const told = Object.entries(others).flatMap(([who, ahead]) => (ahead === undefined ? [] : [{ who, ahead }]));
  if (byDatabase !== undefined && (await domainTime(database)).simulated)
    return config.production
      ? fail('time is simulated in this database', 'Production needs a database that never had CLOCK set.')
      : ok('time is simulated (CLOCK); nothing to compare');
  if (told.length === 0) return skipped('nothing answers that could tell the time');
  const most = Math.max(...told.map(({ ahead }) => Math.abs(ahead)));
  const found = told.map(({ who, ahead }) => difference(ahead, who)).join(', ');
  if (most > LARGE) return fail(found, MEND);
  return most > SMALL ? warn(found, MEND) : ok(found);
}

/** A difference in words. @param ahead seconds this computer's clock is ahead of the other */
export function difference(ahead: number, who: string): string {
  const seconds = Math.abs(ahead).toFixed(Math.abs(ahead) < 10 ? 1 : 0);
  return Math.abs(ahead) < SAME ? `same time as ${who}` : `${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} ${who}`;
}

async function aheadOfDatabase({ database }: Site): Promise<number | undefined> {
  // asked before, because opening a connection is not to count as time on the way
  if (!database.exists || !(await database.answers())) return undefined;
  const before = Date.now();
  const [row] = await database.query<{ now: Date }>('select clock_timestamp() as now');
  const middle = (before + Date.now()) / 2;
  return row && (middle - row.now.getTime()) / 1000;
}

async function aheadOfRelay(site: Site, url: string): Promise<number | undefined> {
  const { greeting } = await site.relay(url);
  const date = DATE.exec(greeting?.text ?? '')?.[0];
  return greeting && date ? (greeting.at.getTime() - Date.parse(date)) / 1000 : undefined;
}
