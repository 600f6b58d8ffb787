import type { Examination, Finding } from './examine.js';
import type { State } from './verdict.js';

const WORDS: Record<State, string> = { ok: 'ok', warn: 'look', fail: 'FAILED', skipped: '-' };

/** The report for people: a line for each check, how to mend it below where it is not well, and the sum. */
export function report({ checks }: Examination): string {
  const width = Math.max(...checks.map(({ check }) => check.length));
  const lines = checks.flatMap((finding) => linesOf(finding, width));
  const count = (state: State) => checks.filter((finding) => finding.state === state).length;
  const sum = [
    `${count('ok')} ok`,
    `${count('warn')} to look at`,
    `${count('fail')} failed`,
    `${count('skipped')} skipped`,
  ];
  return [...lines, '', `${sum.join(', ')}.`, ''].join('\n');
}

function linesOf({ check, state, found, mend }: Finding, width: number): string[] {
  const start = `${WORDS[state].padEnd(6)}  ${check.padEnd(width)}  `;
  return [start + plain(found), ...(mend ? [' '.repeat(start.length) + plain(mend)] : [])];
}

/** What others wrote (DNS, banners) must not steer a terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
