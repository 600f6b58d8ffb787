/** How a check ended: fine, to be looked at, broken, or not done. */
export type State = 'ok' | 'warn' | 'fail' | 'skipped';

/** What a check found and, unless all is well, how to mend it: whole sentences for the person who runs the service. */
export interface Verdict {
  state: State;
  found: string;
  mend?: string;
}

export const ok = (found: string): Verdict => ({ state: 'ok', found });
export const warn = (found: string, mend: string): Verdict => ({ state: 'warn', found, mend });
export const fail = (found: string, mend: string): Verdict => ({ state: 'fail', found, mend });
export const skipped = (found: string, mend?: string): Verdict => ({ state: 'skipped', found, ...(mend && { mend }) });

/** Thrown by a check that needs a network where there is none. */
export class NoNetwork extends Error {}

/** What an error says, on one line; of several attempts at once (both families of addresses), each. */
export function said(error: unknown): string {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map((one) => (one instanceof Error ? one.message : String(one)).replaceAll(/\s+/g, ' ')).join('; ');
}
