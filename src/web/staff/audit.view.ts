import type { Act, AuditLine } from '../../staff/audit.service.js';
import { options } from '../form.js';
import type { Asked } from './audit.query.js';
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
  'alert-written': 'wrote an alert',
  'alert-changed': 'changed an alert',
  'alert-tested': 'sent themselves a test of an alert',
  'alert-approved': 'approved an alert',
  'alert-sent': 'had an alert sent',
  'alert-recalled': 'took back an alert that waited for its time',
  'alert-stopped': 'stopped an alert',
  'alert-discarded': 'threw an alert away',
  'nudge-sent': 'sent a nudge',
  'export-made': 'downloaded an export',
  'digest-switched': 'switched the mail on Mondays',
  'centre-changed': "changed the centre's settings",
  'logo-changed': 'changed the logo',
  'logo-removed': 'removed the logo',
  'contact-added': 'gave a nation a contact of its own',
  'contact-changed': 'changed a contact',
  'contact-checked': 'checked a contact',
  'contact-removed': "took a nation's own contact away",
  'quiet-week-added': 'added days without sending',
  'quiet-week-removed': 'took away days without sending',
  'suppression-added': 'suppressed an address',
  'suppression-lifted': 'lifted a suppression',
  'organisation-merged': 'merged organisations',
  'organisation-ended': 'ended the organisation',
  'programme-given': 'enrolled everybody in a programme',
  'lesson-saved': 'saved a draft of a lesson',
  'lesson-published': 'published a lesson',
  'lesson-planned': 'planned a lesson to be published',
  'lesson-called-off': 'called off a planned lesson',
  'draft-discarded': 'threw the draft of a lesson away',
  'lesson-tested': 'mailed themselves a lesson as a test',
  'step-added': 'added a lesson',
  'step-moved': 'moved a lesson',
  'step-retired': 'retired a lesson',
  'step-returned': 'brought a retired lesson back',
  'file-taken': "took the words of a lesson's file",
  'file-declined': 'kept the words of a lesson against its file',
  'order-by-files': 'gave the order of lessons back to the files',
  'people-paused': 'paused',
  'people-resumed': 'had lessons go on',
  'people-moved': 'moved to another day',
  'people-enrolled': 'put into a programme',
  'people-withdrawn': 'took out of a programme',
  'step-waived': 'waived a step',
  'step-asked-again': 'took the waiving of a step back',
  'people-removed': 'removed',
  'people-act-undone': 'took back an act on people',
  'person-renamed': 'changed the name of a person',
  'address-changed': 'changed the address of a person',
  'lesson-resent': 'had a lesson sent again',
  'import-begun': 'began an import',
  'import-cancelled': 'cancelled an import',
  'import-undone': 'took an import back',
  'person-added': 'added a person',
  'mails-resent': 'had mails sent again whose fate nobody knew',
  'mails-let-be': 'left mails at that whose fate nobody knew',
  'audit-tidied': 'removed entries older than a year',
};
const names: Record<string, string> = {
  way: 'by',
  emergingTechnology: 'emerging technology',
  weekday: 'day',
  wanted: 'on',
  programmeName: 'programme called',
  postalAddress: 'postal address',
  bookAChatUrl: 'book a chat',
  accentDark: 'accent by night',
  termsVersion: 'terms',
  privacyVersion: 'privacy notice',
  checkedOn: 'checked on',
  firstDay: 'first day',
  lastDay: 'last day',
};

/** What surrounds the entries. */
interface Around {
  zone: string;
  /** of the page */
  path: string;
  asked: Asked;
  actors: { id: string; address: string }[];
}

/** Entries as people read them. @param lines one more than a page holds, when there are more */
export function auditView(lines: AuditLine[], most: number, { zone, path, asked, actors }: Around): object {
  const shown = lines.slice(0, most);
  const { before: _before, ...search } = asked;
  const to = (more: Record<string, string>) => `${path}?${new URLSearchParams({ ...search, ...more })}`;
  return {
    wide: true,
    path,
    asked,
    narrowed: Object.keys(search).length > 0,
    who: options(
      [...actors.map(({ id, address }) => [id, address] as const), ['none', 'Commands and the service']],
      asked.who,
    ),
    acts: options(
      Object.entries(words).sort(([, a], [, b]) => a.localeCompare(b)),
      asked.act,
    ),
    entries: shown.map((line) => ({
      at: moment(line.at, zone),
      actor: line.actor,
      act: words[line.act] ?? line.act,
      organisation: line.organisation,
      organisationId: line.organisationId,
      ...(line.memberId && {
        member: { called: line.member ?? `member ${line.memberId}`, url: to({ member: line.memberId }) },
      }),
      detail: Object.entries(line.detail)
        .map(([name, value]) => `${names[name] ?? name}: ${plain(value)}`)
        .join('; '),
    })),
    ...(lines.length > most && { older: to({ before: shown.at(-1)!.id }) }),
  };
}

function plain(value: unknown): string {
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
