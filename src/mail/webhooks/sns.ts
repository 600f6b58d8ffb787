import { verify, type KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { exact, fields } from './fields.js';

/** What Amazon SNS posts, whatever its `Content-Type` says. Source: Amazon SNS, HTTP/HTTPS notification JSON format. */
export const snsMessage = fields({
  Type: exact,
  MessageId: exact,
  TopicArn: exact,
  Subject: exact,
  Message: exact,
  Timestamp: exact,
  Token: exact,
  SubscribeURL: exact,
  SignatureVersion: exact,
  Signature: exact,
  SigningCertURL: exact,
});
/** A message of Amazon SNS, believed or not. */
export type SnsMessage = z.output<typeof snsMessage>;

const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;
const ALGORITHMS = new Map([
  ['1', 'sha1'],
  ['2', 'sha256'],
]);

/**
 * Whether a message was signed with a certificate's key: version 1 by RSA with SHA-1, version 2 with SHA-256.
 * Source: Amazon SNS, Verifying the signatures of Amazon SNS messages.
 */
export function isSigned(message: SnsMessage, key: KeyObject): boolean {
  const algorithm = ALGORITHMS.get(message.SignatureVersion ?? '');
  const signed = signedText(message);
  if (!algorithm || !signed || !message.Signature || key.asymmetricKeyType !== 'rsa') return false;
  return verify(algorithm, Buffer.from(signed), key, Buffer.from(message.Signature, 'base64'));
}

/** The text that SNS signs: names and values of some fields, a line each; undefined for a type that it does not send. */
export function signedText(message: SnsMessage): string | undefined {
  const { Type: type = '' } = message;
  if (!Object.hasOwn(SIGNED, type)) return undefined;
  const names = SIGNED[type as keyof typeof SIGNED].filter((name) => message[name] !== undefined);
  return names.map((name) => `${name}\n${message[name]}\n`).join('');
}

/** Whether an address is SNS's own in the region of our topic: https, that very host, no port, no user. */
function isOfSns(url: string, topicArn: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  const [, partition, , region] = topicArn.split(':');
  const own = `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
  return protocol === 'https:' && host === own && username === '' && password === '';
}

/** Whether a certificate is at this address: a file of SNS, and no answer of its API that somebody had a hand in. */
export function isSnsCertificate(url: string, topicArn: string): boolean {
  if (!isOfSns(url, topicArn)) return false;
  const { pathname, search, hash } = new URL(url);
  return /^\/SimpleNotificationService-[\w-]+\.pem$/.test(pathname) && search === '' && hash === '';
}

/** Whether asking for this address confirms the subscription of our topic, and does nothing else. */
export function isSubscribeUrl(url: string, topicArn: string): boolean {
  if (!isOfSns(url, topicArn)) return false;
  const { pathname, searchParams } = new URL(url);
  const is = (name: string, value: string) => searchParams.getAll(name).join('\n') === value;
  return pathname === '/' && is('Action', 'ConfirmSubscription') && is('TopicArn', topicArn);
}
