import type { Act, AuditLine } from '../../staff/audit.service.js';
import { moment } from './moment.js';

const words: Record<Act, string> = {
  'sign-in': 'signed in',
  'session-ended': 'ended a session of theirs',
  'passkey-added': 'added a passkey',
  'passkey-removed': 'removed a passkey',
  'passkeys-reset': 'forgot the passkeys of an account',
  'staff-invited': 'invited to an account',
  'staff-changed': 'changed an account',
  'staff-ended': 'ended an account',
  'organisation-made': 'made the organisation',
  'organisation-changed': 'changed the organisation',
  'coordinator-given': 'made somebody coordinator',
  'coordinator-taken': 'ended somebody being coordinator',
  'audit-tidied': 'removed entries older than a year',
};
const names: Record<string, string> = {
  way: 'by',
  emergingTechnology: 'emerging technology',
  weekday: 'day',
};

/** Entries as people read them. @param lines one more than a page holds, when there are more; path: of the page */
export function auditView(lines: AuditLine[], most: number, zone: string, path: string): object {
  const shown = lines.slice(0, most);
  return {
    wide: true,
    entries: shown.map((line) => ({
      at: moment(line.at, zone),
      actor: line.actor,
      act: words[line.act] ?? line.act,
      organisation: line.organisation,
      organisationId: line.organisationId,
      detail: [
        ...(line.memberId ? [`member ${line.memberId}`] : []),
        ...Object.entries(line.detail).map(([name, value]) => `${names[name] ?? name}: ${plain(value)}`),
      ].join('; '),
    })),
    ...(lines.length > most && { older: `${path}?before=${shown.at(-1)!.id}` }),
  };
}

function plain(value: unknown): string {
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
