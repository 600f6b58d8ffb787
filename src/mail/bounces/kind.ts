import {
  autoSubject,
  autoText,
  bounceSubject,
  bounceText,
  challenge,
  delayed,
  gaveUp,
  machineSender,
} from './kind-signs.js';
import type { ReportKind } from './report.js';
import type { ReportParts } from './parts.js';

/** What kind of message this is, by RFC 3464, 3834, 5965 and 8098 where it keeps to them, else by how it speaks. */
export function kindOf(parts: ReportParts): ReportKind {
  const { header, text, status, feedback } = parts;
  const subject = header('subject');
  const sender = `${header('from')} ${header('return-path')} ${header('sender')}`;
  if (/^feedback-type:[ \t]*(?:not-spam|auth-failure)/im.test(feedback)) return 'other';
  if (feedback || /report-type="?feedback-report/i.test(header('content-type'))) return 'complaint';
  if (/^complaint about message from|^e-?mail feedback report for/i.test(subject)) return 'complaint';
  const opening = flat(`${subject}\n${text.slice(0, 3000)}`);
  if (challenge.test(opening) && !/said:|^<<< |smtp error from remote/im.test(text)) return 'challenge';
  // a mailbox's own filter (RFC 5429) refuses by such a notice
  if (parts.disposition && /automatically (?:rejected|refused)/i.test(flat(text))) return 'bounce';
  if (parts.disposition || /report-type="?disposition-notification/i.test(header('content-type'))) return 'receipt';
  if (status && /^(?:final-recipient|action):/im.test(status)) return kindOfActions(status, opening);
  const bounce =
    header('x-failed-recipients') !== '' ||
    bounceSubject.test(subject) ||
    (machineSender.test(sender) && bounceText.test(flat(text)));
  if (!bounce && isAutoReply(parts, sender, text)) return 'auto-reply';
  if (!bounce && !(machineSender.test(sender) || bounceText.test(flat(text.slice(0, 1500))))) return 'other';
  return delayed.test(opening) && !gaveUp.test(flat(text)) ? 'delayed' : 'bounce';
}

/** Phrases may be broken across lines. */
function flat(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** One failed recipient makes a bounce; the others keep their own action. */
function kindOfActions(status: string, opening: string): ReportKind {
  const actions = [...status.matchAll(/^action:[ \t]*["']?([\w-]+)/gim)].map(
    ([, action]) => action?.toLowerCase() ?? '',
  );
  const known = actions.filter((action) => /^(?:failed|delayed|delivered|relayed|expanded)/.test(action));
  if (known.length === 0) return delayed.test(opening) && !gaveUp.test(opening) ? 'delayed' : 'bounce';
  if (known.some((action) => action.startsWith('failed'))) return 'bounce';
  return known.some((action) => action.startsWith('delayed')) ? 'delayed' : 'receipt';
}

function isAutoReply({ header }: ReportParts, sender: string, text: string): boolean {
  const marked =
    /auto-(?:replied|generated|notified)/i.test(header('auto-submitted')) ||
    /auto_?reply/i.test(header('precedence')) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-response-suppress'].some((name) => header(name) !== '');
  const subject = header('subject').replace(/^(?:re|aw|antw|tr|sv): ?/i, '');
  if (autoSubject.test(subject.replace(/^[[("* ]+/, ''))) return true;
  if (machineSender.test(sender.replace('<>', ''))) return false;
  return marked || autoText.test(flat(text.slice(0, 600)));
}
