import type { Problem } from '../../errors.js';
import type { SuppressionReason } from '../../mail/suppression.entity.js';
import { OWN_WISH, type SuppressionLine } from '../../staff/suppression-care.service.js';
import { options, refusal } from '../form.js';
import { moment } from './moment.js';
import { placeOf, reasons } from './suppressions.schema.js';

const words: Record<SuppressionReason, string> = {
  unsubscribed: 'Unsubscribed',
  bounced: 'Bounced: mail could not be delivered',
  complained: 'Complained: marked our mail as unwanted',
  erased: 'Had everything about them erased',
  staff: 'Suppressed by staff',
};
const said: Record<string, string> = {
  added: 'The address gets no lessons, reminders or alerts from now on.',
  lifted: 'Lifted.',
};

interface Shown {
  form: Record<string, string>;
  problems: Problem[];
}

/** The list. @param lines one more than a page holds, when there are more */
export function suppressionsView(
  lines: SuppressionLine[],
  most: number,
  zone: string,
  { reason, form, problems }: Shown & { reason: string | undefined },
): object {
  const shown = lines.slice(0, most);
  const query = new URLSearchParams(reason && { reason });
  if (lines.length > most) query.set('before', placeOf(shown.at(-1)!));
  return {
    title: 'Suppressions',
    wide: true,
    lines: shown.map((line) => lineView(line, zone)),
    only: reason,
    reasons: options(
      reasons.map((one) => [one, words[one]] as const),
      reason,
    ),
    ...(lines.length > most && { older: `/admin/suppressions?${query}` }),
    form,
    ...refusal(problems, ['find', 'address', 'why']),
  };
}

/** One address. @param lines why it gets no mail; none: it does */
export function suppressionView(
  lines: SuppressionLine[],
  mark: string,
  zone: string,
  { form, problems, said: what }: Shown & { said?: unknown },
): object {
  const [first] = lines;
  return {
    title: first?.address ?? 'An address',
    mark,
    short: mark.slice(0, 12),
    lines: lines.map((line) => lineView(line, zone)),
    reasons: options(
      lines.map((line) => [line.reason, words[line.reason]] as const),
      form['reason'] ?? first?.reason,
    ),
    ownWish: lines.some(({ reason }) => OWN_WISH.includes(reason)),
    said: typeof what === 'string' ? said[what] : undefined,
    form,
    ...refusal(problems, ['reason', 'why', 'asked']),
  };
}

function lineView(line: SuppressionLine, zone: string): object {
  const { said: heard, status } = line;
  return {
    ...line,
    short: line.mark.slice(0, 12),
    words: words[line.reason],
    since: moment(line.since, zone),
    ...((heard || status) && { heard: [status, heard].filter(Boolean).join(' ') }),
  };
}
