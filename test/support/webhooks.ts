import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { generate } from 'selfsigned';
import { SENDGRID_SIGNATURE, SENDGRID_TIMESTAMP } from '../../src/mail/webhooks/sendgrid.js';
import { signedText, type SnsMessage } from '../../src/mail/webhooks/sns.js';

/** A key pair such as SendGrid makes for an account. */
export function makeSendgrid(): {
  key: string;
  headers(body: string | Buffer, timestamp?: string): Record<string, string>;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    headers: (body, timestamp = '1773652800') => ({
      [SENDGRID_SIGNATURE]: sign(
        'sha256',
        Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]),
        privateKey,
      ).toString('base64'),
      [SENDGRID_TIMESTAMP]: timestamp,
    }),
  };
}

/** An event in Mailgun's envelope. @param at when it was signed, real time in milliseconds */
export function mailgunCall(key: string, event: object, token: string, at = Date.now()): object {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex');
  return { signature: { timestamp, token, signature }, 'event-data': event };
}

export const TOPIC = 'arn:aws:sns:eu-west-2:123456789012:bounces';

/** SNS as it is seen from here: its certificate at its own address, by a `fetch` of ours; and its signatures. */
export interface Amazon {
  pem: string;
  /** all that was asked for on the network */
  asked: string[];
  /** what it answers to a confirmation */
  status: number;
  sign(message: Partial<SnsMessage>, version?: '1' | '2'): SnsMessage;
  stop(): void;
}

export const CERTIFICATE =
  'https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';

/** Stands in for the network until it is stopped: calls of this computer go through, everything else is Amazon's or fails. */
export async function startAmazon(): Promise<Amazon> {
  const made = await generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
  });
  const key = createPrivateKey(made.private);
  const own = globalThis.fetch;
  const amazon: Amazon = {
    pem: made.cert,
    asked: [],
    status: 200,
    sign(message, version = '2') {
      const whole = {
        Type: 'Notification',
        MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
        TopicArn: TOPIC,
        Timestamp: '2026-03-16T09:00:00.000Z',
        SignatureVersion: version,
        SigningCertURL: CERTIFICATE,
        ...message,
      } as SnsMessage;
      const signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(signedText(whole) ?? ''), key);
      return { ...whole, Signature: signature.toString('base64') };
    },
    stop: () => void (globalThis.fetch = own),
  };
  globalThis.fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (/^http:\/\/(?:localhost|127\.0\.0\.1)[:/]/.test(url)) return own(input, init);
    amazon.asked.push(url);
    if (init?.redirect !== 'error') throw new Error('a redirect may lead anywhere');
    if (url === CERTIFICATE) return new Response(made.cert);
    if (url.startsWith('https://sns.eu-west-2.amazonaws.com/?'))
      return new Response('<ok/>', { status: amazon.status });
    return new Response('not found', { status: 404 });
  };
  return amazon;
}
