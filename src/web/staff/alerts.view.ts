import type { AlertProgress } from '../../alerts/alert-counts.js';
import type { Alert } from '../../alerts/alert.entity.js';
import { alertText } from '../../alerts/alert-text.js';
import { mayApprove, needsApproval } from '../../alerts/approval.js';
import type { Centre } from '../../centre/centre.entity.js';
import type { CentreView } from '../../centre/centre-views.js';
import type { Problem } from '../../errors.js';
import type { FilledMail } from '../../mail/template.js';
import { nations, sectors, sizes, type Term } from '../../organisations/vocabulary.js';
import { day } from '../dates.js';
import { refusal } from '../form.js';
import type { Named } from './alert-form.view.js';
import { progressView, people } from './alert-progress.view.js';
import { moment } from './moment.js';

const said: Record<string, string> = {
  written: 'Saved. It goes to nobody yet.',
  changed: 'Saved. It goes to nobody yet.',
  tested: 'A test was mailed to you.',
  approved: 'Approved.',
  sent: 'It begins to go within a minute.',
  scheduled: 'It is put down for that time.',
  recalled: 'It is a draft again, and goes to nobody.',
  stopped: 'Stopped. What had not gone does not go.',
  discarded: 'The draft is gone.',
};
const words = (what: unknown) => (typeof what === 'string' ? said[what] : undefined);
const label = (terms: Term[], value: string | null) => terms.find((term) => term.value === value)?.label;

/** The list. */
export function alertsView(alerts: Alert[], zone: string, what: unknown): object {
  return {
    title: 'Alerts',
    wide: true,
    said: words(what),
    alerts: alerts.map((alert) => ({
      id: alert.id,
      title: alert.title,
      writer: alert.writer,
      state: stateWords(alert, zone),
      changed: moment(alert.changedAt, zone),
    })),
  };
}

/** What an alert's page is made of besides the alert. */
export interface AlertKnown {
  centre: Centre;
  /** what its text may name */
  view: CentreView;
  programmes: Named[];
  progress: AlertProgress;
  /** how many it reaches if it goes now */
  reach: number;
  mail: FilledMail;
  now: Date;
  /** accounts of those who could approve */
  admins: string[];
  /** the account of who looks */
  own: string;
  publicUrl: string;
}

/** One alert: what it says, to whom, how far it is, and what may be done now. */
export function alertView(
  alert: Alert,
  known: AlertKnown,
  shown: { said?: unknown; problems?: Problem[]; form?: Record<string, string> },
): object {
  const { zone } = known.centre;
  const { id, title, version, writer, state } = alert;
  const waits = needsApproval(alert, known.admins);
  const starting = state === 'scheduled' && alert.sendAt! <= known.now;
  const shows = starting || alert.startedAt !== null;
  return {
    id,
    title,
    version,
    writer,
    wide: true,
    said: shows && shown.said === 'sent' ? undefined : words(shown.said),
    state: stateWords(alert, zone),
    audience: audience(alert, known.programmes),
    until: alert.currentUntil ? day(alert.currentUntil) : 'Two weeks from sending',
    changed: moment(alert.changedAt, zone),
    approval: approval(alert, waits, zone),
    people: people(known.reach),
    nobody: known.reach === 0,
    draft: state === 'draft',
    mayApprove: waits && mayApprove(alert, known.own),
    waits,
    maySend: !waits,
    nextTitle: waits ? 'It must be approved' : 'It may go',
    scheduled: state === 'scheduled' && !starting ? moment(alert.sendAt!, zone) : undefined,
    zoneHint: `By the clock of ${zone.replaceAll('_', ' ')}.`,
    gone: alert.startedAt !== null,
    ...(shows && { progress: progressView(known.progress), ...stopping(known.progress) }),
    publicUrl: `${known.publicUrl}/alerts/${id}`,
    subject: known.mail.subject,
    text: known.mail.text,
    page: alertText(alert, known.view),
    form: shown.form ?? {},
    ...refusal(shown.problems ?? [], ['at']),
  };
}

function stateWords({ state, sendAt, startedAt, stoppedAt, approvedBy }: Alert, zone: string): string {
  if (state === 'draft') return approvedBy ? 'Draft, approved' : 'Draft';
  if (state === 'scheduled') return `Goes on ${moment(sendAt!, zone)}`;
  if (state === 'stopped') return `Stopped on ${moment(stoppedAt!, zone)}`;
  return `Sent from ${moment(startedAt!, zone)}`;
}

function audience({ sector, nation, size, programmeId }: Alert, programmes: Named[]): string {
  const parts = [
    label(sectors, sector),
    label(nations, nation),
    label(sizes, size),
    programmeId && (programmes.find(({ id }) => id === programmeId)?.title ?? 'A programme that is no more'),
  ];
  return parts.filter(Boolean).join(' and ') || 'Everybody';
}

function approval({ approver, approvedAt }: Alert, waits: boolean, zone: string): string {
  if (approver && approvedAt) return `${approver}, ${moment(approvedAt, zone)}`;
  return waits ? 'Nobody yet' : 'Nobody: there is no second administrator';
}

function stopping({ state, going, waiting }: AlertProgress): object {
  if (state === 'scheduled')
    return { stopPath: 'recall', stopTitle: 'Do not send it', stopWords: 'It is a draft again then.' };
  const page = 'the first page, and its own page says that you took it back.';
  if (!going && state === 'stopped') return {};
  const after = 'What has gone cannot be called back: write another alert if something in this one was wrong.';
  if (!going) return { stopPath: 'stop', stopTitle: 'Take it back', stopWords: `It goes from ${page} ${after}` };
  const those = `${people(waiting)} ${waiting === 1 ? 'has' : 'have'} still to get it, and will not.`;
  return { stopPath: 'stop', stopTitle: 'Stop it', stopWords: `${those} It goes from ${page} ${after}` };
}
