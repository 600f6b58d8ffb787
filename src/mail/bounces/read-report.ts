import { decodeWords } from 'postal-mime';
import { bareAddress, namedAddresses } from './addresses.js';
import { boundedMessage } from './bounded.js';
import { codesIn } from './codes.js';
import { fieldBlocks, type Fields } from './fields.js';
import { kindOf } from './kind.js';
import { reportParts, type ReportParts } from './parts.js';
import type { Report, ReportRecipient } from './report.js';

/**
 * Takes a message from the bounce mailbox apart: delivery reports (RFC 3464), complaints (RFC 5965) and the free forms
 * of many systems. Broken messages give what can be had of them; memory does not grow with the message.
 * @param source the raw message, whole or as a stream
 * @throws only what a stream throws
 */
export async function readReport(source: Uint8Array | AsyncIterable<Uint8Array | string>): Promise<Report> {
  const parts = await reportParts(await boundedMessage(source));
  const returned =
    fieldBlocks(parts.returned.slice(0, 65_536)).find((block) => isReturned(block)) ?? new Map<string, string>();
  const kind = kindOf(parts);
  const recipients = recipientsOf(parts, returned);
  if (kind === 'complaint' && recipients.length === 0)
    recipients.push({ address: bareAddress(returned.get('to') ?? '') });
  return { kind, recipients, text: parts.text, returned: tiesOf(parts, returned) };
}

function recipientsOf(parts: ReportParts, returned: Fields): ReportRecipient[] {
  const except = ['to', 'from', 'return-path'].map((name) => bareAddress(parts.header(name))).filter(Boolean);
  const named = namedAddresses(parts.text, [...except, bareAddress(returned.get('from') ?? '')]);
  const lines = (address: string) =>
    named.length === 1 ? parts.text : named.find((each) => each.address === address)?.lines;
  const reported = recipientFields(parts.status || parts.feedback).map((fields) => ofStatus(fields, lines));
  if (reported.length > 0) return reported;
  const failed = parts.header('x-failed-recipients').split(',').map(bareAddress).filter(Boolean);
  const addresses = failed.length > 0 ? failed : named.map(({ address }) => address);
  if (addresses.length === 0) addresses.push(bareAddress(returned.get('to') ?? ''));
  return addresses.map((address) => ofText(address, lines(address) ?? parts.text));
}

/** Blocks about a recipient; a report without blank lines has them in its first block. */
function recipientFields(status: string): Fields[] {
  const seen = new Set<string>();
  return fieldBlocks(status).filter((block) => {
    const key = [...recipientNames, 'diagnostic-code'].map((name) => block.get(name)).join();
    const about = recipientNames.some((name) => block.has(name)) && !seen.has(key);
    seen.add(key);
    return about;
  });
}

const recipientNames = ['original-recipient', 'final-recipient', 'original-rcpt-to', 'x-actual-recipient'];

/** The address we wrote to is the original one; the final one may be where it was forwarded to. */
function ofStatus(fields: Fields, lines: (address: string) => string | undefined): ReportRecipient {
  const address = recipientNames.map((name) => bareAddress(fields.get(name) ?? '')).find(Boolean) ?? '';
  const said = (fields.get('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, '');
  const comment = /\(([^)]+)\)/.exec(fields.get('status') ?? '')?.[1] ?? '';
  const diagnostic = [said, said ? '' : comment, said ? '' : (lines(address) ?? '')].filter(Boolean).join('\n');
  const { status } = codesIn(fields.get('status') ?? '');
  const action = fields
    .get('action')
    ?.toLowerCase()
    .match(/[a-z]+/)?.[0];
  return { address, ...(status && { status }), ...(diagnostic && { diagnostic }), ...(action && { action }) };
}

function ofText(address: string, diagnostic: string): ReportRecipient {
  const { status } = codesIn(diagnostic);
  return { address, ...(status && { status }), ...(diagnostic && { diagnostic }) };
}

function isReturned(block: Fields): boolean {
  return ['message-id', 'received', 'from', 'to', 'subject'].some((name) => block.has(name));
}

function tiesOf({ header, status, feedback }: ReportParts, returned: Fields): Report['returned'] {
  const envelope = /^original-envelope-id:[ \t]*(\S+)/im.exec(status || feedback)?.[1];
  const ties = {
    messageId: returned.get('message-id') || undefined,
    envelopeId: envelope,
    verp: complainedAbout(feedback) ?? receiverOf(header),
    subject: decodeWords(returned.get('subject') ?? '') || undefined,
  };
  return Object.fromEntries(Object.entries(ties).filter(([, value]) => value));
}

/** A complaint goes to another address and names our envelope sender (RFC 5965, 3.2). */
function complainedAbout(feedback: string): string | undefined {
  return bareAddress(/^original-mail-from:[ \t]*(.+)$/im.exec(feedback)?.[1] ?? '') || undefined;
}

/** The address the report was sent to: the envelope's where it is noted, and the one with a tag before others. */
function receiverOf(header: ReportParts['header']): string | undefined {
  const names = ['x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'delivered-to'];
  const addresses = names.map((name) => bareAddress(header(name))).filter(Boolean);
  return addresses.find((address) => /[+=].*@/.test(address)) ?? addresses[0];
}
