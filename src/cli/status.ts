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
}
