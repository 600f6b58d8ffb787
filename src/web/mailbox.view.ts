import { DateTime } from 'luxon';
import type { Email } from 'postal-mime';
import type { MailboxEntry } from '../mail/mailbox/mailbox.js';

/** Headers worth a look, in this order. */
const SHOWN = [
  'from',
  'to',
  'date',
  'feedback-id',
  'message-id',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'auto-submitted',
];

/** The list of mails, newest first. @param zone whose clock it shows */
export function mailboxView(mails: MailboxEntry[], address: string, zone: string): object {
  const count = `${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}${address ? ` to addresses with “${address}”` : ''}, newest first`;
  return {
    title: 'Mailbox',
    wide: true,
    address,
    count,
    mails: mails.map((mail) => ({ ...mail, at: at(mail.at, zone) })),
  };
}

/** One mail. */
export function mailView(id: string, source: Buffer, mail: Email): object {
  const headers = SHOWN.flatMap((key) => mail.headers.filter((header) => header.key === key)).map(
    ({ originalKey, value }) => ({ name: originalKey, value }),
  );
  const subject = mail.subject || '(no subject)';
  return {
    title: subject,
    wide: true,
    id,
    subject,
    headers,
    html: Boolean(mail.html),
    text: mail.text,
    source: source.toString('latin1'),
  };
}

function at(instant: string, zone: string): string {
  return DateTime.fromISO(instant, { zone, locale: 'en-GB' }).toFormat('ccc d LLL yyyy, HH:mm');
}
