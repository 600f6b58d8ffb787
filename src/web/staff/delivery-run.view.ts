import { MOST, type DeliveryRun } from '../../stats/deliveries/delivery-run.js';
import type { RelayStatus } from '../../stats/relay-status.js';
import { moment } from './moment.js';

/** How a run goes, as the page and the stream show it. @param now domain time */
export function runView(run: DeliveryRun, relays: RelayStatus[], now: Date, zone: string): object {
  const { later, due, inHand, deferred, sent, refused, unknown } = run;
  const done = sent + refused + unknown;
  const counts: [string, number][] = [
    ['For later today', later],
    ['Due now', due],
    ['Being sent', inHand],
    ['Put off', deferred],
    ['Sent today', sent],
    ['Refused today', refused],
    ['Not known today', unknown],
  ];
  return {
    words: words(run, relays, now, zone),
    all: done + due + inHand + later || 1,
    done: done || (later + due + inHand > 0 ? 0 : 1),
    counts: counts.map(([name, count]) => ({ name, count: upTo(count) })),
  };
}

/** A count as it is shown. @param most where the counting ends */
export const upTo = (count: number, most = MOST): string =>
  `${count.toLocaleString('en-GB')}${count >= most ? ' or more' : ''}`;

function words({ due, inHand, later, rate }: DeliveryRun, relays: RelayStatus[], now: Date, zone: string): string {
  const waiting = due + inHand;
  if (relays.length > 0 && relays.every(({ state }) => state !== 'closed'))
    return waiting > 0 ? 'Nothing goes: no relay is well. All mail waits.' : 'No relay is well.';
  if (waiting === 0)
    return later > 0 ? 'Nothing is due now.' : 'Nothing is due, and nothing more is planned for today.';
  if (rate < 1) return 'Mail is due; the next minute takes it up.';
  const end = new Date(now.getTime() + (waiting / rate) * 60_000);
  return `${Math.round(rate).toLocaleString('en-GB')} mails a minute; what is due now is gone at about ${moment(end, zone).slice(-5)}.`;
}
