import type { AlertProgress } from '../../alerts/alert-counts.js';

const number = new Intl.NumberFormat('en-GB');

/** "1,234 people", "1 person", "nobody". */
export function people(count: number): string {
  if (count === 0) return 'nobody';
  return count === 1 ? '1 person' : `${number.format(count)} people`;
}

/** How far an alert is, as the partial `alert-progress` shows it. */
export function progressView({ state, going, ...counts }: AlertProgress): object {
  const { sent, waiting, refused, unconfirmed, bounced, expired, cancelled } = counts;
  const named: [name: string, count: number, always?: boolean][] = [
    ['Sent', sent, true],
    ['Still to go', waiting, true],
    ['Refused by their mail system', refused],
    ['Nobody knows whether it went', unconfirmed],
    ['Came back', bounced],
    ['Too late to send', expired],
    ['Not sent after all', cancelled],
  ];
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    going,
    words: progressWords({ state, going, ...counts }),
    all: Math.max(all, 1),
    done: all === 0 && !going ? 1 : all - waiting,
    counts: named
      .filter(([, count, always]) => always || count > 0)
      .map(([name, count]) => ({ name, count: number.format(count) })),
  };
}

function progressWords({ state, going, sent, unconfirmed, bounced }: AlertProgress): string {
  const gone = people(sent + unconfirmed + bounced);
  if (state === 'stopped') return `Stopped. It had gone to ${gone}.`;
  if (state === 'scheduled') return 'It begins within a minute.';
  return going ? `It is going: to ${gone} so far.` : `All done. It went to ${gone}.`;
}
