import { classify, type Evidence } from './classify.js';
import { codesIn } from './codes.js';
import { decide, type BounceAction, type BounceClass } from './decide.js';
import type { Report, ReportKind, ReportRecipient } from './report.js';

/** What a report means for one address. */
export interface Finding {
  recipient: string;
  status: string;
  class: BounceClass;
  action: BounceAction;
  /** the rule that told it */
  matched: string;
}

/** What a report means, one finding for each address it names; one without an address when it names none. */
export function findingsOf(report: Report): Finding[] {
  const recipients = report.recipients.length > 0 ? report.recipients : [{ address: '' }];
  return recipients.map((recipient) => {
    const verdict = classify(evidenceOf(report, recipient));
    const status = recipient.status ?? codesIn(recipient.diagnostic ?? report.text).status ?? '';
    return { recipient: recipient.address, status, ...verdict, action: decide(verdict.class) };
  });
}

function evidenceOf({ kind, recipients, text }: Report, recipient: ReportRecipient): Evidence {
  const { status, diagnostic, action } = recipient;
  const others = recipients.filter((each) => each !== recipient).map((each) => each.diagnostic ?? '');
  return { kind: kindFor(kind, action), status, diagnostic, text: without(text, others) };
}

/** With several recipients, what the text says of all; nothing when it cannot be told apart from what it says of one. */
function without(text: string, others: string[]): string {
  return others.every((lines) => lines !== '' && text.includes(lines))
    ? others.reduce((rest, lines) => rest.replace(lines, ' '), text)
    : '';
}

function kindFor(kind: ReportKind, action = ''): ReportKind {
  if (kind !== 'bounce' && kind !== 'delayed') return kind;
  if (action.startsWith('delayed')) return 'delayed';
  return /^(?:delivered|relayed|expanded)/.test(action) ? 'receipt' : kind;
}
