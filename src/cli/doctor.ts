import { Resolver } from 'node:dns/promises';
import { readConfig, type Config } from '../config.js';
import { Invalid } from '../errors.js';
import { checksFor } from './doctor/checks.js';
import { examine, type Examination } from './doctor/examine.js';
import { report } from './doctor/report.js';
import { Site } from './doctor/site.js';

/** Milliseconds for what is still open once all checks are made. */
const CLOSING = 2000;

/** `doctor`: looks at everything the service needs, and says how to mend what is wrong. Ends with 1 when a check failed. */
export async function doctorCommand({ json }: { json?: boolean }): Promise<number> {
  const examination = await diagnose(readConfig);
  // written here: what other commands print with comes with the whole service, which may be what is ill
  process.stdout.write(json ? `${JSON.stringify(examination, null, 2)}\n` : report(examination));
  setTimeout(() => process.exit(), CLOSING).unref(); // connections that nobody answers would hold the process up
  return examination.ok ? 0 : 1;
}

/** Makes all checks on the settings; when these are wrong, that is all there is to say. */
export async function diagnose(
  settings: () => Config,
  resolver = new Resolver({ timeout: 1000, tries: 2 }),
): Promise<Examination> {
  let config: Config;
  try {
    config = settings();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const wrong = error.problems.map(({ field, problem }) => ({
      check: 'settings',
      state: 'fail' as const,
      found: `${field}: ${problem}`,
      mend: `Correct ${field} in the environment; the other checks wait for it.`,
    }));
    return { checks: wrong, ok: false };
  }
  const site = new Site(config, resolver);
  try {
    return await examine(checksFor(site), site);
  } finally {
    await Promise.race([site.close().catch(() => undefined), new Promise((done) => setTimeout(done, CLOSING).unref())]);
  }
}
