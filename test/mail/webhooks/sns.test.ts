import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SnsHost } from '../../../src/mail/webhooks/sns-host.js';
import { isSigned, isSnsCertificate, isSubscribeUrl, signedText } from '../../../src/mail/webhooks/sns.js';
import { CERTIFICATE, startAmazon, TOPIC, type Amazon } from '../../support/webhooks.js';

let amazon: Amazon;
beforeAll(async () => {
  amazon = await startAmazon();
});
beforeEach(() => void (amazon.asked.length = 0));
afterAll(() => amazon.stop());

test('what is signed are names and values, a line each, and a subject only where there is one', () => {
  const message = amazon.sign({ Message: 'Hello', Subject: 'Hi', MessageId: 'm' });
  const rest = `Timestamp\n2026-03-16T09:00:00.000Z\nTopicArn\n${TOPIC}\nType\nNotification\n`;
  expect(signedText(message)).toBe(`Message\nHello\nMessageId\nm\nSubject\nHi\n${rest}`);
  expect(signedText({ ...message, Subject: undefined })).toBe(`Message\nHello\nMessageId\nm\n${rest}`);
  for (const Type of ['toString', '', undefined, 'Other']) expect(signedText({ ...message, Type })).toBeUndefined();
});

test.each(['1', '2'] as const)('signature version %s holds for what was signed and nothing else', (version) => {
  const { publicKey } = new X509Certificate(amazon.pem);
  const message = amazon.sign({ Message: '{"a":"Zoë\\n"}' }, version);
  expect(isSigned(message, publicKey)).toBe(true);
  for (const field of ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Subject', 'Signature'] as const)
    expect(isSigned({ ...message, [field]: 'changed' }, publicKey)).toBe(false);
  for (const SignatureVersion of ['3', '', undefined, version === '1' ? '2' : '1'])
    expect(isSigned({ ...message, SignatureVersion }, publicKey)).toBe(false);
});

test('a key of another kind signs nothing', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = createPublicKey(createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  const message = amazon.sign({ Message: 'x' });
  const Signature = sign('sha256', Buffer.from(signedText(message)!), privateKey).toString('base64');
  expect(isSigned({ ...message, Signature }, key)).toBe(false);
});

const FOREIGN = [
  CERTIFICATE.replace('https:', 'http:'),
  CERTIFICATE.replace('eu-west-2', 'us-east-1'),
  CERTIFICATE.replace('amazonaws.com', 'amazonaws.com.evil.example'),
  CERTIFICATE.replace('sns.eu-west-2', 'bucket.s3'),
  CERTIFICATE.replace('.com/', '.com:8443/'),
  CERTIFICATE.replace('https://', 'https://evil@'),
  CERTIFICATE.replace('https://', 'https://evil.example/?'),
  CERTIFICATE.replace('https://', 'https://evil.example\\@'),
  'https://169.254.169.254/SimpleNotificationService-1.pem',
  'file:///etc/ssl/SimpleNotificationService-1.pem',
  'no address',
  '',
];

test.each([
  ...FOREIGN,
  `${CERTIFICATE}?x`,
  `${CERTIFICATE}#x`,
  CERTIFICATE.replace('.pem', '.txt'),
  'https://sns.eu-west-2.amazonaws.com/?Action=GetTopic&x=/SimpleNotificationService-1.pem',
  'https://sns.eu-west-2.amazonaws.com/evil.pem',
])('no certificate is asked for at %j', async (SigningCertURL) => {
  expect(isSnsCertificate(SigningCertURL, TOPIC)).toBe(false);
  expect(await new SnsHost().isGenuine(amazon.sign({ Message: 'x', SigningCertURL }), TOPIC)).toBe(false);
  expect(amazon.asked).toEqual([]);
});

test('in China the host has a name of its own', () => {
  const url = CERTIFICATE.replace('eu-west-2', 'cn-north-1').replace('.com/', '.com.cn/');
  expect(isSnsCertificate(url, 'arn:aws-cn:sns:cn-north-1:123456789012:bounces')).toBe(true);
  expect(isSnsCertificate(url, TOPIC)).toBe(false);
});

test('the certificate is fetched once, and never for another topic', async () => {
  const host = new SnsHost();
  expect(await host.isGenuine(amazon.sign({ Message: 'x', TopicArn: `${TOPIC}2` }), TOPIC)).toBe(false);
  expect(amazon.asked).toEqual([]);
  expect(await host.isGenuine(amazon.sign({ Message: 'x' }), TOPIC)).toBe(true);
  expect(await host.isGenuine(amazon.sign({ Message: 'y' }, '1'), TOPIC)).toBe(true);
  expect(await host.isGenuine({ ...amazon.sign({ Message: 'y' }), Message: 'z' }, TOPIC)).toBe(false);
  expect(amazon.asked).toEqual([CERTIFICATE]);
  const missing = CERTIFICATE.replace('0123', '3210');
  expect(await host.isGenuine(amazon.sign({ Message: 'x', SigningCertURL: missing }), TOPIC)).toBe(false);
});

const subscribe = `https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc`;

test('only the confirmation of our own topic is asked for, at SNS itself', async () => {
  const host = new SnsHost();
  expect(isSubscribeUrl(subscribe, TOPIC)).toBe(true);
  const others = [
    ...FOREIGN,
    subscribe.replace('ConfirmSubscription', 'DeleteTopic'),
    subscribe.replace(TOPIC, `${TOPIC}2`),
    `${subscribe}&Action=DeleteTopic`,
    subscribe.replace('/?', '/other?'),
    subscribe.replace('eu-west-2', 'us-east-1'),
  ];
  for (const SubscribeURL of others) expect(await host.confirm(amazon.sign({ SubscribeURL }), TOPIC)).toBe(false);
  expect(amazon.asked).toEqual([]);
  expect(await host.confirm(amazon.sign({ SubscribeURL: subscribe }), TOPIC)).toBe(true);
  expect(amazon.asked).toEqual([subscribe]);
});

test('a confirmation that SNS does not take is a failure, so that it is told again', async () => {
  amazon.status = 500;
  await expect(new SnsHost().confirm(amazon.sign({ SubscribeURL: subscribe }), TOPIC)).rejects.toThrow('500');
  amazon.status = 200;
});
