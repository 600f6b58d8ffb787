import type { Delivery } from './delivery.entity.js';
import type { Letter } from './kinds.js';
import type { Message } from './lane.js';
import { mime } from './mime.js';

/** What is the same in all mail we send. */
export interface Sender {
  /** the From field */
  from: string;
  /** the address bounces go to, or the base of it when each delivery has its own */
  envelopeFrom: string;
  /** whether the envelope sender carries the mark of the delivery (VERP) */
  verp: boolean;
  /** what ties a bounce to its delivery: see `envelopeMark` */
  mark: (deliveryId: string) => string;
  /** what the lists' names end in */
  host: string;
}

/** Puts a letter into a message with all its headers. @param date domain time */
export function message(
  delivery: Pick<Delivery, 'id' | 'kind' | 'messageId'>,
  letter: Letter,
  sender: Sender,
  date: Date,
): Message {
  const { subject, text, html } = letter.fill();
  const feedback = [letter.step ?? '-', delivery.kind, letter.programme ?? '-', 'littlesteps'].join(':');
  const headers = {
    From: sender.from,
    To: letter.to,
    Subject: subject,
    Date: date,
    'Message-ID': delivery.messageId!,
    'Feedback-ID': feedback,
    ...(letter.unsubscribeUrl ? listHeaders(letter, sender) : SYSTEM_HEADERS),
  };
  const mark = sender.mark(delivery.id);
  return {
    raw: Buffer.from(mime(headers, text, html)),
    envelope: {
      from: envelopeFrom(mark, sender),
      to: letter.to.address,
      dsn: { envid: mark, ret: 'HDRS', notify: ['FAILURE', 'DELAY'] },
    },
  };
}

/** RFC 3834. */
const SYSTEM_HEADERS = { 'Auto-Submitted': 'auto-generated' };

/** RFC 2919 and RFC 8058: one unfolded field each. */
function listHeaders(letter: Letter, sender: Sender) {
  const plain = (value: string) => ({ prepared: true, foldLines: false, value });
  return {
    'List-Id': plain(`<${letter.list ?? `${letter.programme ?? 'all'}.lessons`}.${sender.host}>`),
    'List-Unsubscribe': plain(`<${letter.unsubscribeUrl}>`),
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

function envelopeFrom(mark: string, { envelopeFrom: base, verp }: Sender): string {
  return verp ? base.replace('@', `+${mark}@`) : base;
}
