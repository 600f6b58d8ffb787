import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { splitReturned, textOfHtml } from './human-text.js';

/** The parts of a report that matter; each empty when it is not there. */
export interface ReportParts {
  /** first header field of that lower-case name */
  header: (name: string) => string;
  /** for people, without what came back */
  text: string;
  /** message/delivery-status (RFC 3464) */
  status: string;
  /** message/feedback-report (RFC 5965) */
  feedback: string;
  /** message/disposition-notification (RFC 8098) */
  disposition: string;
  /** headers of the message that came back, and what follows them */
  returned: string;
}

/**
 * Takes a raw report apart. A message that is broken beyond MIME is read as plain text: this never throws.
 * @param raw what boundedMessage gives
 */
export async function reportParts(raw: Buffer): Promise<ReportParts> {
  const email = await parsed(raw);
  const part = (types: RegExp) =>
    email.attachments
      .filter(({ mimeType }) => types.test(mimeType))
      .map(contentOf)
      .join('\n\n');
  const status = part(/^message\/(?:global-)?delivery-status$/);
  const returned = part(/^(?:message\/(?:rfc822|global|global-headers|rfc822-headers|partial)|text\/rfc822-headers?)$/);
  const body = bodyOf(email, status ? '' : rawBody(raw)).slice(0, 65_536);
  const { human, rest } = splitReturned(body);
  return {
    header: (name) => email.headers.find(({ key }) => key === name)?.value ?? '',
    text: human.trim().slice(0, 32_768),
    status: status || statusInText(body) || statusInText(returned.slice(0, 65_536)),
    feedback: part(/^message\/feedback-report$/),
    disposition: part(/^message\/(?:global-)?disposition-notification$/),
    returned: returned || rest,
  };
}

async function parsed(raw: Buffer): Promise<Email> {
  try {
    return await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 30 });
  } catch {
    const [head = ''] = raw.toString('latin1').split(/\r?\n\r?\n/, 1);
    return PostalMime.parse(head.slice(0, 16_384)).catch(() => ({ headers: [], headerLines: [], attachments: [] }));
  }
}

/** Text for people; where there is next to none, what HTML and the undivided body say. */
function bodyOf(email: Email, raw: string): string {
  const text = email.text?.trim() ?? '';
  if (text.length > 200) return text;
  const html = email.html ? textOfHtml(email.html) : '';
  const shown = [text, html === text ? '' : html].filter(Boolean).join('\n\n');
  return shown.length > 20 ? shown : [shown, raw].filter(Boolean).join('\n\n');
}

function rawBody(raw: Buffer): string {
  const text = raw.toString('utf8');
  const start = /\r?\n\r?\n/.exec(text);
  return start
    ? text
        .slice(start.index)
        .replace(/=\r?\n/g, '')
        .replaceAll('=3D', '=')
    : '';
}

/** Some systems send a delivery status inside of a text part, with a broken boundary, or in a report within a report. */
function statusInText(body: string): string {
  const at = body.search(/^(?:Reporting-MTA|Original-Recipient|Final-Recipient):/im);
  return at >= 0 && /^Final-Recipient:/im.test(body) ? body.slice(at) : '';
}

function contentOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('utf8');
}
