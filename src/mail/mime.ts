import { randomUUID } from 'node:crypto';
import MimeNode, { type MimeNodeHeaders } from 'nodemailer/lib/mime-node';
import { encode, wrap } from 'nodemailer/lib/qp';

/** What RFC 5322 has no place for in a plain text: characters outside of ASCII, and lines over 998 (section 2.1.1). */
const FOREIGN = /[^\t\r\n -~]/;
const OVERLONG = /^.{990}/m;

/**
 * A message of a text and an HTML part (RFC 2046, section 5.1.4), as it goes over the wire. Header fields are the
 * library's; its streams for the parts would cost more than all the rest of a hand-over.
 * @param headers by name; From, To, Subject, Date and Message-ID among them
 * @param html in pure ASCII, in lines under 998 characters
 */
export function mime(headers: MimeNodeHeaders, text: string, html: string): string {
  const boundary = `=_${randomUUID()}`;
  const type = { 'Content-Type': `multipart/alternative; boundary="${boundary}"` };
  const encoded = FOREIGN.test(text) || OVERLONG.test(text);
  const parts = [
    new MimeNode('multipart/alternative').setHeader(headers).setHeader(type).buildHeaders(),
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Transfer-Encoding: ${encoded ? 'quoted-printable' : '7bit'}`,
    '',
    encoded ? wrap(encode(wireLines(text)), 76) : wireLines(text),
    `--${boundary}`,
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: 7bit',
    '',
    wireLines(html),
    `--${boundary}--`,
    '',
  ];
  return parts.join('\r\n');
}

/** Lines that end in CR LF (RFC 5321, section 2.3.8). */
function wireLines(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}
