import type { DeliveryLine } from '../../stats/deliveries/delivery-line.js';
import { COUNTED, type DeliveryListName } from '../../stats/deliveries/delivery-list.js';
import type { DeliveryRun } from '../../stats/deliveries/delivery-run.js';
import type { DomainLine } from '../../stats/deliveries/domain-picture.js';
import type { Heard } from '../../stats/deliveries/heard-of.js';
import type { RelayStatus } from '../../stats/relay-status.js';
import { runView, upTo } from './delivery-run.view.js';
import { heardWords, kindWords, reasonWords, stateWords } from './delivery-words.js';
import { moment } from './moment.js';

const lists: Record<DeliveryListName, { title: string; lead: string; none: string; when: string }> = {
  waiting: {
    title: 'What waits for its time',
    lead: 'The next first.',
    none: 'Nothing waits.',
    when: 'Goes',
  },
  deferred: {
    title: 'Put off',
    lead: 'Tried, and not taken for now. Each is tried again until it is too late for it.',
    none: 'Nothing is put off.',
    when: 'Tried again',
  },
  refused: {
    title: 'Refused, or sent back',
    lead: 'Newest first. An address that does not work gets nothing more; a refusal for our own sake is never held against anybody.',
    none: 'Nothing was refused.',
    when: 'For',
  },
  unconfirmed: {
    title: 'Nobody knows whether these went',
    lead: 'The relay broke off before it said whether it took them. They are not sent again by themselves, and the next mail names the lesson. Send one again, and somebody may get it twice; let it be, and somebody may have missed it.',
    none: 'Of every mail it is known what became of it.',
    when: 'For',
  },
  expired: {
    title: 'Too late',
    lead: 'Not sent within its time. A lesson comes again at the next slot.',
    none: 'Nothing was too late.',
    when: 'For',
  },
};

const sources: Record<string, string> = { smtp: 'on sending', mailbox: 'by a message that came back' };

/** What the overview shows. */
interface Overview {
  run: DeliveryRun;
  relays: RelayStatus[];
  lengths: Record<DeliveryListName, number>;
  domains: DomainLine[];
  /** domain time */
  now: Date;
}

/** The overview. @param zone whose clock instants are shown by */
export function deliveriesView({ run, relays, lengths, domains, now }: Overview, zone: string): object {
  const names = Object.entries(lists) as [DeliveryListName, (typeof lists)['waiting']][];
  return {
    title: 'Deliveries',
    wide: true,
    progress: runView(run, relays, now, zone),
    relays: relays.map((relay) => relayView(relay, zone)),
    lists: names.map(([name, { title }]) => ({ name, title, count: upTo(lengths[name], COUNTED) })),
    domains,
  };
}

function relayView({ name, state, reason, since, triesAt, said, handedOver, ours }: RelayStatus, zone: string): object {
  const open = state !== 'closed' && {
    since: moment(new Date(since!), zone),
    why: reason === 'ours' ? 'too much of our mail was refused for our own sake' : 'it could not be used',
    tries: state === 'trying' ? 'now' : `at ${moment(new Date(triesAt!), zone).slice(-5)}`,
    said,
  };
  return { name, handedOver: handedOver.toLocaleString('en-GB'), ours: ours.toLocaleString('en-GB'), open };
}

/** A list. @param lines one more than a page holds, when there are more */
export function deliveryListView(list: DeliveryListName, lines: DeliveryLine[], most: number, zone: string): object {
  const { title, lead, none, when } = lists[list];
  const waits = list === 'waiting' || list === 'deferred';
  return {
    title,
    lead,
    none,
    when,
    wide: true,
    choice: list === 'unconfirmed',
    lines: lines.slice(0, most).map((line) => lineView(line, waits ? line.nextTryAt : line.dueAt, zone)),
    ...more(lines, most, `/admin/deliveries/${list}`),
  };
}

/** Everything one address was sent. @param lines one more than a page holds, when there are more; suppressed: why it gets nothing more */
export function deliveriesToView(
  { lines, heard, mark, suppressed }: { lines: DeliveryLine[]; heard: Heard[]; mark: string; suppressed: boolean },
  most: number,
  zone: string,
): object {
  const address = lines.find((line) => line.address)?.address;
  return {
    title: address ? `What ${address} was sent` : 'What an address was sent',
    lead: 'Newest first, as far as it is kept.',
    none: 'Nothing: the address is not known here, or was never sent anything.',
    when: 'For',
    wide: true,
    mark,
    suppressed,
    heard: heard.map(({ at, source, status, said, ...event }) => ({
      at: moment(at, zone),
      words: heardWords(event),
      from: sources[source] ?? `told by ${source}`,
      said: [status, said].filter(Boolean).join(' '),
    })),
    lines: lines.slice(0, most).map((line) => ({ ...lineView(line, line.dueAt, zone), own: true })),
    ...more(lines, most, `/admin/deliveries/to/${mark}`),
  };
}

const more = (lines: DeliveryLine[], most: number, path: string) =>
  lines.length > most ? { more: `${path}?after=${lines[most - 1]!.place}` } : {};

function lineView(line: DeliveryLine, at: Date, zone: string): object {
  const { id, kind, title, state, attempts, nextTryAt, sentAt, reply, relay, heard } = line;
  return {
    id,
    what: kindWords(kind),
    lesson: title,
    address: line.address,
    person: line.memberId && `/organisations/${line.organisationId}/people/${line.memberId}`,
    organisation: line.organisation,
    at: moment(at, zone),
    state: stateWords(state),
    detail: [
      ...(sentAt ? [`at ${moment(sentAt, zone)}`] : []),
      ...(state === 'deferred' ? [`until ${moment(nextTryAt, zone)}`] : []),
      ...(attempts > 1 ? [`tried ${attempts} times`] : []),
      ...(relay ? [`over ${relay}`] : []),
    ].join(', '),
    reason: reasonWords(line),
    said: heard?.said ?? (state === 'sent' || state === 'planned' ? undefined : reply),
  };
}
