import PostalMime, { type Email } from 'postal-mime';
import { EMPTY, catchError, defer, exhaustMap, from, mergeMap, type Observable, timer } from 'rxjs';
import type { MailboxEntry } from '../../mail/mailbox/mailbox.js';
import type { Browser } from './browser.js';

/** Milliseconds between two looks into the mailbox. */
const LOOK_EVERY = 250;

/** A mail as its reader has it. */
export interface Mail {
  kind: string;
  subject: string;
  /** of the one it is to */
  address: string;
  name: string;
  /** its own date, simulated */
  sentAt: Date;
  text: string;
  /** a header's value, '' if there is none */
  header(name: string): string;
}

/** Every mail that comes into the mailbox from now on, once, in the order of its coming. */
export function newMails(browser: Browser, url: string, trouble: (error: unknown) => void): Observable<MailboxEntry> {
  const seen = new Set<string>();
  const look = async () => {
    const list = JSON.parse(await browser.text(`${url}/mailbox.json`)) as MailboxEntry[];
    const fresh = list.filter(({ id }) => !seen.has(id)).toReversed();
    for (const { id } of fresh) seen.add(id);
    return fresh;
  };
  const looks = defer(() => from(look())).pipe(
    catchError((error: unknown) => {
      trouble(error);
      return EMPTY;
    }),
  );
  return timer(0, LOOK_EVERY).pipe(
    exhaustMap(() => looks),
    mergeMap((mails) => mails),
  );
}

/** Opens a mail. */
export async function readMail(browser: Browser, url: string, { id, kind }: MailboxEntry): Promise<Mail> {
  const mail: Email = await PostalMime.parse(await browser.text(`${url}/mailbox/${id}.eml`));
  const to = mail.to?.[0];
  return {
    kind,
    subject: mail.subject ?? '',
    address: to?.address ?? '',
    name: to?.name || to?.address || '',
    sentAt: new Date(mail.date ?? 0),
    text: mail.text ?? '',
    header: (name) => mail.headers.find(({ key }) => key === name)?.value ?? '',
  };
}

/** The addresses in a mail that lead to one kind of page. @throws Error when there are none */
export function linksTo(purpose: string, { text, kind }: Mail): [string, ...string[]] {
  const [first, ...more] = text.match(new RegExp(`https?://\\S+/${purpose}/[\\w.-]+(\\?choice=\\d)?`, 'g')) ?? [];
  if (first === undefined) throw new Error(`no ${purpose} link in a mail of kind ${kind}`);
  return [first, ...more];
}
