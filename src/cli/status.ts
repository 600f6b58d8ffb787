import type { RelayStatus } from '../stats/relay-status.js';
import { StatusService } from '../stats/status.service.js';
import { printJson, say, withApp } from './with-app.js';

/** `status`: how the service stands. */
export async function statusCommand({ json }: { json?: boolean }): Promise<void> {
  const status = await withApp((app) => app.get(StatusService).read());
  if (json) return printJson(status);
  const states = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([state, count]) => `${count} ${state}`)
      .join(', ') || 'none';
  say(`Members      ${status.members} (${states(status.membersByState)})`);
  say(`Enrolments   ${status.enrolments} (${states(status.enrolmentsByState)})`);
  say(`Deliveries   ${states(status.deliveries)}`);
  say(`Next due     ${status.nextDueAt ?? 'nothing'}`);
  say(`Backlog      ${status.backlog}`);
  for (const relay of status.relays) say(`Relay        ${relay.name}: ${relayWords(relay)}`);
}

function relayWords({ state, reason, since, triesAt, said, handedOver, ours }: RelayStatus): string {
  if (state === 'closed') return `well (${handedOver} mails in the last hour, ${ours} refused for our own sake)`;
  const why = reason === 'ours' ? 'too much of our mail is refused for our own sake' : 'it cannot be used';
  const next = state === 'trying' ? 'one mail tries now' : `one mail tries at ${triesAt}`;
  return `no mail goes there since ${since}, as ${why}; ${next}. Its last words: ${said}`;
}
