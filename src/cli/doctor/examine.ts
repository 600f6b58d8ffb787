import { setTimeout as pause } from 'node:timers/promises';
import type { Check } from './checks.js';
import type { Site } from './site.js';
import { NoNetwork, fail, said, skipped, type Verdict } from './verdict.js';

/** A check's verdict under its name. */
export type Finding = { check: string } & Verdict;

/** All findings; `ok` when none failed. */
export interface Examination {
  checks: Finding[];
  ok: boolean;
}

/** Milliseconds a check may take. */
const PATIENCE = 5000;

/** Makes all checks at once, each with a time-out. Never rejects: what goes wrong with a check is its finding. */
export async function examine(checks: Check[], site: Site, patience = PATIENCE): Promise<Examination> {
  const findings = await Promise.all(
    checks.map(async ([check, look]) => ({ check, ...(await inTime(() => look(site), site, patience)) })),
  );
  return { checks: findings, ok: findings.every(({ state }) => state !== 'fail') };
}

async function inTime(look: () => Promise<Verdict>, { names }: Site, patience: number): Promise<Verdict> {
  const over = new AbortController();
  try {
    return await Promise.race([look(), timeUp(patience, over.signal)]);
  } catch (error) {
    if (error instanceof NoNetwork) return skipped('no network');
    if (!(error instanceof TimeUp)) return fail(said(error), 'See the message; the check could not be made.');
    return (await names.reached)
      ? fail(`no answer within ${patience / 1000} s`, 'See that the other side runs, and try again.')
      : skipped(`no answer within ${patience / 1000} s, and no network`);
  } finally {
    over.abort();
  }
}

class TimeUp extends Error {}

async function timeUp(patience: number, signal: AbortSignal): Promise<never> {
  await pause(patience, undefined, { signal });
  throw new TimeUp();
}
