import { Resolver } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig, type Config } from '../config.js';
import { Invalid, type Problem } from '../errors.js';
import { checksFor } from './doctor/checks.js';
import { examine, type Examination, type Finding } from './doctor/examine.js';
import { report } from './doctor/report.js';
import { Site } from './doctor/site.js';
import { fail } from './doctor/verdict.js';

/** Milliseconds for what is still open once all checks are made. */
const CLOSING = 1000;

/** `doctor`: looks at everything the service needs, and says how to mend what is wrong. Ends with 1 when a check failed. */
export async function doctorCommand({ json }: { json?: boolean }): Promise<number> {
  const examination = await diagnose(readConfig);
  // written here: what other commands print with comes with the whole service, which may be what is ill
  process.stdout.write(json ? `${JSON.stringify(examination, null, 2)}\n` : report(examination));
  setTimeout(() => process.exit(), CLOSING).unref(); // connections that nobody answers would hold the process up
  return examination.ok ? 0 : 1;
}

/** What tests put in the place of the world. */
export interface World {
  resolver?: Resolver;
  /** certificate authorities to trust instead of the usual ones (PEM) */
  authorities?: string[];
}

/** Makes all checks on the settings; when these are wrong, that is all there is to say. */
export async function diagnose(settings: () => Config, { resolver, authorities }: World = {}): Promise<Examination> {
  let config: Config;
  try {
    config = settings();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return { checks: error.problems.map(wrongSetting), ok: false };
  }
  const site = new Site(config, resolver ?? new Resolver({ timeout: 1000, tries: 2 }), authorities);
  const closed = new AbortController();
  try {
    return await examine(checksFor(site), site);
  } finally {
    const closing = site.close().catch(() => undefined);
    await Promise.race([closing, pause(CLOSING, undefined, { signal: closed.signal })]);
    closed.abort();
  }
}

const wrongSetting = ({ field, problem }: Problem): Finding => ({
  check: 'settings',
  ...fail(`${field}: ${problem}`, `Correct ${field} in the environment; all other checks wait for it.`),
});
