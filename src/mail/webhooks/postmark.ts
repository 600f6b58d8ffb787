import { address, digest, events, fields, messageId, text } from './fields.js';
import { sameSecret } from './same-secret.js';
import type { Meaning, Told } from './told.js';

/** Whether a call brings the agreed `user:password` (RFC 7617). Source: Postmark, Webhooks overview. @param authorization the header */
export function isFromPostmark(authorization: string, userAndPassword: string): boolean {
  const [, given = ''] = /^basic +([\w+/=-]+)$/i.exec(authorization) ?? [];
  return sameSecret(Buffer.from(given, 'base64').toString(), userAndPassword);
}

const record = fields({
  RecordType: text,
  ID: text,
  MessageID: text,
  Type: text,
  Email: text,
  Details: text,
  Content: text,
});

const records = new Map<string, Meaning>([
  ['Delivery', 'passed'],
  ['Open', 'passed'],
  ['Click', 'passed'],
  ['SubscriptionChange', 'note'],
  ['SpamComplaint', 'complaint'],
]);

const bounces = new Map<string | undefined, Meaning>([
  ['HardBounce', 'hard'],
  ['BadEmailAddress', 'gone'],
  ['SoftBounce', 'soft'],
  ['Transient', 'soft'],
  ['DnsError', 'soft'],
  ['ManuallyDeactivated', 'soft'],
  ['Unknown', 'soft'],
  ['SpamNotification', 'ours'],
  ['VirusNotification', 'ours'],
  ['Blocked', 'ours'],
  ['DMARCPolicy', 'ours'],
  ['SMTPApiError', 'ours'],
  ['SpamComplaint', 'complaint'],
  ['AutoResponder', 'note'],
  ['AddressChange', 'note'],
  ['ChallengeVerification', 'note'],
  ['OpenRelayTest', 'note'],
  ['Subscribe', 'note'],
  ['Unsubscribe', 'note'],
  ['Unconfirmed', 'note'],
]);

/**
 * What a record of Postmark says. Its `Description` stays unread: it explains the class, with words such as "unknown user".
 * Its `MessageID` is Postmark's own; ours stands in the returned mail, where that is sent along.
 * Source: Postmark, Bounce webhook and Bounce types.
 */
export function fromPostmark(payload: unknown): Told[] {
  return events(payload).map((one) => {
    const { RecordType: type = 'no record type', ID, MessageID, Type, Email, Details, Content } = record.parse(one);
    // an ID may be longer than a number of JavaScript is exact
    const id = ID ? `${ID} ${MessageID}` : digest(one);
    const base = { id, messageId: messageId(returned(Content)), address: address(Email) };
    if (type !== 'Bounce') return { ...base, name: type, meaning: records.get(type) ?? 'unknown' };
    return { ...base, name: `Bounce: ${Type}`, meaning: bounces.get(Type) ?? 'unknown', diagnostic: Details };
  });
}

/** The last Message-ID in a bounce: the first is the bounce's own. */
function returned(content = ''): string | undefined {
  return [...content.matchAll(/^[ \t>]*Message-ID:\s*(<[^<>\s]+>)/gim)].at(-1)?.[1];
}
