import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../support/app.js';
import { mailgunCall, makeSendgrid, startAmazon, TOPIC, type Amazon } from '../support/webhooks.js';

const sendgrid = makeSendgrid();
const MAILGUN = 'a signing key of a test'.replaceAll(' ', '-');
const POSTMARK = 'postmark:a-password-of-a-test';
const BREVO = 'a-secret-path-of-thirty-two-characters';

let app: TestApp;
let bare: TestApp;
let amazon: Amazon;
beforeAll(async () => {
  amazon = await startAmazon();
  bare = await startApp();
  app = await startApp({
    SES_TOPIC_ARN: TOPIC,
    SENDGRID_WEBHOOK_KEY: sendgrid.key,
    POSTMARK_WEBHOOK_AUTH: POSTMARK,
    MAILGUN_WEBHOOK_KEY: MAILGUN,
    BREVO_WEBHOOK_SECRET: BREVO,
  });
});
beforeEach(() => app.dataSource.query('truncate mail_event, suppression, delivery cascade'));
afterAll(async () => {
  amazon.stop();
  await Promise.all([app.stop(), bare.stop()]);
});

async function post(
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  to = app,
): Promise<number> {
  const type = { 'Content-Type': 'application/json; charset=utf-8' };
  const url = new URL(`/webhooks/${path}`, to.url);
  const response = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: { ...type, ...headers },
  });
  await response.arrayBuffer();
  return response.status;
}
const basic = { Authorization: `Basic ${Buffer.from(POSTMARK).toString('base64')}` };

interface Kept {
  source: string;
  class: string;
  action: string;
  deliveryId: string | null;
  said: string | null;
}
const kept = () =>
  app
    .get(DataSource)
    .query<Kept[]>('select source, class, action, delivery_id as "deliveryId", said from mail_event order by id');
const hash = (address: string) => app.get(Links).addressHash(address);
const suppressed = (address: string) => app.get(Suppressions).reason(hash(address));

/** A delivery that was sent to an address. */
async function sent(address: string, messageId: string): Promise<string> {
  const [{ id }] = await app.dataSource.query<[{ id: string }]>(
    `insert into delivery (kind, subject_id, recipient_id, address_hash, urgent, due_at, next_try_at, expires_at, state, attempts, message_id)
     values ('note', (random() * 1e9)::bigint, 1, $1, false, $2, $2, $2, 'sent', 1, $3) returning id`,
    [hash(address), app.clock.now(), messageId],
  );
  return id;
}

/** Each provider's way to say that an address is unknown, told by a genuine call and by a forged one. */
interface Case {
  provider: string;
  genuine: (event: { id: string; address: string; messageId?: string; reason: string }) => Call;
  forged: (body: string) => Call;
  refusal: number;
}
type Call = [path: string, body: string, headers?: Record<string, string>];
let token = 0;
const CASES: Case[] = [
  {
    provider: 'ses',
    genuine: ({ id, address, messageId, reason }) => {
      const recipient = { emailAddress: address, status: '5.1.1', diagnosticCode: `smtp; ${reason}` };
      const bounce = {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        feedbackId: id,
        bouncedRecipients: [recipient],
      };
      const mail = { messageId: 'ses', commonHeaders: { messageId } };
      const message = amazon.sign({
        MessageId: `sns ${id}`,
        Message: JSON.stringify({ notificationType: 'Bounce', mail, bounce }),
      });
      return ['ses', JSON.stringify(message), { 'Content-Type': 'text/plain; charset=UTF-8' }];
    },
    forged: (body) => ['ses', body.replace('Permanent', 'permanent'), { 'Content-Type': 'text/plain; charset=UTF-8' }],
    refusal: 403,
  },
  {
    provider: 'sendgrid',
    genuine: ({ id, address, messageId, reason }) => {
      const event = { event: 'bounce', type: 'bounce', email: address, reason, 'smtp-id': messageId, sg_event_id: id };
      const body = `[${JSON.stringify(event)}]\r\n`;
      return ['sendgrid', body, sendgrid.headers(body)];
    },
    forged: (body) => ['sendgrid', body, makeSendgrid().headers(body)],
    refusal: 403,
  },
  {
    provider: 'postmark',
    genuine: ({ id, address, messageId, reason }) => {
      const Content = messageId && `Subject: Undelivered\r\n\r\nMessage-ID: ${messageId}\r\n`;
      return [
        'postmark',
        JSON.stringify({ RecordType: 'Bounce', ID: id, Type: 'HardBounce', Email: address, Details: reason, Content }),
        basic,
      ];
    },
    forged: (body) => [
      'postmark',
      body,
      { Authorization: `Basic ${Buffer.from('postmark:guess').toString('base64')}` },
    ],
    refusal: 401,
  },
  {
    provider: 'mailgun',
    genuine: ({ id, address, messageId, reason }) => {
      const headers = { 'message-id': messageId?.slice(1, -1) };
      const answer = { code: 550, message: reason };
      const event = {
        event: 'failed',
        severity: 'permanent',
        reason: 'bounce',
        id,
        recipient: address,
        'delivery-status': answer,
        message: { headers },
      };
      return ['mailgun', JSON.stringify(mailgunCall(MAILGUN, event, `token ${(token += 1)}`))];
    },
    forged: (body) => ['mailgun', body.replace(/"token \d+"/, '"another token"')],
    refusal: 403,
  },
  {
    provider: 'brevo',
    genuine: ({ id, address, messageId, reason }) => [
      `brevo/${BREVO}`,
      JSON.stringify({
        event: 'hard_bounce',
        email: address,
        reason,
        ts_epoch: Number(id.replace(/\D/g, '')),
        'message-id': messageId ?? `<${id}@brevo>`,
      }),
    ],
    forged: (body) => [`brevo/${BREVO}x`, body],
    refusal: 403,
  },
];
const each = CASES.map((one) => [one.provider, one] as const);

test.each(each)(
  '%s: a genuine bounce suppresses, once; a forged one changes nothing',
  async (provider, { genuine, forged, refusal }) => {
    const call = genuine({ id: 'e1', address: 'Jo@Example.org', reason: '550 5.1.1 <jo@example.org>: user unknown' });
    expect(await post(...forged(call[1]))).toBe(refusal);
    expect(await kept()).toEqual([]);
    expect(await suppressed('jo@example.org')).toBeUndefined();

    expect(await post(...call)).toBe(200);
    expect(await post(...call)).toBe(200);
    const said = expect.stringMatching(/550 5\.1\.1 <…>:? ?user unknown/);
    expect(await kept()).toEqual([{ source: provider, class: 'address', action: 'suppress', deliveryId: null, said }]);
    expect(await suppressed('jo@example.org')).toBe('bounced');
  },
);

test.each(each)(
  '%s: our Message-ID ties it to the delivery, and a policy is not the address',
  async (provider, { genuine }) => {
    const id = await sent('mo@example.org', '<7.abc@steps.example.org>');
    const mail = { address: 'somebody@else.example', messageId: '<7.abc@steps.example.org>' };
    expect(await post(...genuine({ id: 'e2', ...mail, reason: '550 5.7.1 rejected by local policy' }))).toBe(200);
    expect(await kept()).toEqual([
      expect.objectContaining({ source: provider, class: 'ours', action: 'alarm', deliveryId: id }),
    ]);
    const [{ state }] = await app.dataSource.query<[{ state: string }]>('select state from delivery where id = $1', [
      id,
    ]);
    expect(state).toBe('bounced');
    expect(await suppressed('mo@example.org')).toBeUndefined();

    expect(await post(...genuine({ id: 'e3', ...mail, reason: '550 5.1.1 user unknown' }))).toBe(200);
    expect(await suppressed('mo@example.org')).toBe('bounced');
    expect(await suppressed('somebody@else.example')).toBeUndefined();
  },
);

test.each(each)('%s: what is no JSON is refused, and what is too long is not read', async (_provider, { genuine }) => {
  const [path, , headers] = genuine({ id: 'e4', address: 'jo@example.org', reason: 'x' });
  for (const body of ['{bad', '', '42', 'null', '"text"']) {
    const signed = path === 'sendgrid' ? sendgrid.headers(body) : headers;
    expect([body, await post(path, body, signed)]).toEqual([body, 400]);
  }
  expect(await post(path, 'x'.repeat(1024 * 1024 + 1), headers)).toBe(413);
  expect(await kept()).toEqual([]);
});

test.each(['ses', 'sendgrid', 'postmark', 'mailgun', `brevo/${BREVO}`, 'brevo', 'other'])(
  '%s is not there until it is set up',
  async (path) => {
    expect(await post(path, '{}', basic, bare)).toBe(404);
  },
);

test('there is nothing to be seen at a webhook, and Brevo’s is hidden without its secret', async () => {
  for (const path of ['ses', 'postmark', `brevo/${BREVO}`])
    expect((await fetch(new URL(`/webhooks/${path}`, app.url))).status).toBe(404);
  expect(await post('brevo', '{}')).toBe(403);
});

test('a batch of 900 KB is taken, and of opens and clicks nothing is kept', async () => {
  const filler = 'x'.repeat(9000);
  const seen = ['processed', 'delivered', 'open', 'click'].flatMap((event) =>
    Array.from({ length: 24 }, (_, n) => ({
      event,
      email: 'jo@example.org',
      sg_event_id: `${event} ${n}`,
      useragent: filler,
    })),
  );
  const complaint = { event: 'spamreport', email: 'jo@example.org', sg_event_id: 'c' };
  const news = {
    event: 'news\0 of jo@example.org',
    sg_event_id: `n\0${randomBytes(5000).toString('hex')}`,
    'smtp-id': '<7\0.abc@steps.example.org>',
  };
  const body = JSON.stringify([...seen, complaint, news]);
  expect(body.length).toBeGreaterThan(850_000);
  expect(await post('sendgrid', body, sendgrid.headers(body))).toBe(200);
  expect(await kept()).toEqual([
    { source: 'sendgrid', class: 'complaint', action: 'suppress', deliveryId: null, said: null },
    { source: 'sendgrid', class: 'unknown', action: 'nothing', deliveryId: null, said: null },
  ]);
  expect(await suppressed('jo@example.org')).toBe('complained');
  const rows = await app.dataSource.query<object[]>('select * from mail_event');
  expect(JSON.stringify(rows)).not.toContain('jo@');
});

test.each(each)('%s: an event that nobody has heard of is taken and noted', async (provider, { genuine }) => {
  const [path, body, headers] = genuine({ id: 'e5', address: 'jo@example.org', reason: 'user unknown' });
  const other = body.replace(/"(?:failed|hard_bounce|bounce|Bounce)"/, '"something new"');
  const message = JSON.parse(body) as Record<string, string>;
  if (provider === 'ses') {
    const Message = message['Message']!.replace('"Bounce"', '"something new"');
    expect(await post(path, JSON.stringify(amazon.sign({ Message })), headers)).toBe(200);
  } else expect(await post(path, other, provider === 'sendgrid' ? sendgrid.headers(other) : headers)).toBe(200);
  expect(await kept()).toEqual([expect.objectContaining({ source: provider, class: 'unknown', action: 'nothing' })]);
  expect(await suppressed('jo@example.org')).toBeUndefined();
});

test('Mailgun’s signature says nothing of the event: with a token that came before, even with an open, none is believed', async () => {
  const open = { event: 'opened', id: 'o', recipient: 'jo@example.org' };
  const bounce = { event: 'complained', id: 'c', recipient: 'jo@example.org' };
  expect(await post('mailgun', JSON.stringify(mailgunCall(MAILGUN, open, 'once')))).toBe(200);
  expect(await post('mailgun', JSON.stringify(mailgunCall(MAILGUN, bounce, 'once')))).toBe(200);
  expect(await kept()).toEqual([]);
  const old = Date.now() - 24 * 3600_000;
  expect(await post('mailgun', JSON.stringify(mailgunCall(MAILGUN, bounce, 'old', old)))).toBe(403);
  expect(await suppressed('jo@example.org')).toBeUndefined();
});

test('an event that Mailgun tells again with another token is one event', async () => {
  const { genuine } = CASES.find(({ provider }) => provider === 'mailgun')!;
  const event = { id: 'e8', address: 'jo@example.org', reason: '550 5.1.1 user unknown' };
  expect(await post(...genuine(event))).toBe(200);
  expect(await post(...genuine(event))).toBe(200);
  expect(await kept()).toHaveLength(1);
});

test('a call that failed within us is told again, and then kept', async () => {
  const { genuine } = CASES.find(({ provider }) => provider === 'mailgun')!;
  const call = genuine({ id: 'e6', address: 'jo@example.org', reason: '550 5.1.1 user unknown' });
  await app.dataSource.query('alter table mail_event rename to hidden');
  expect(await post(...call)).toBe(500);
  await app.dataSource.query('alter table hidden rename to mail_event');
  expect(await post(...call)).toBe(200);
  expect(await suppressed('jo@example.org')).toBe('bounced');
});

test('a subscription of our topic is confirmed at SNS, of no other and nowhere else', async () => {
  const own = `https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t`;
  const subscription = { Type: 'SubscriptionConfirmation', Token: 't', Message: 'You have chosen…', SubscribeURL: own };
  const asked = () => amazon.asked.filter((url) => !url.endsWith('.pem'));
  const tell = (message: object) => post('ses', JSON.stringify(message), { 'Content-Type': 'text/plain' });
  expect(await tell({ ...amazon.sign(subscription), SubscribeURL: own.replace('sns.', 'evil.') })).toBe(403);
  expect(await tell(amazon.sign({ ...subscription, SubscribeURL: 'https://evil.example/' }))).toBe(403);
  expect(await tell(amazon.sign({ ...subscription, TopicArn: `${TOPIC}2` }))).toBe(403);
  expect(asked()).toEqual([]);
  expect(await tell(amazon.sign(subscription))).toBe(200);
  expect(asked()).toEqual([own]);
});

test('a body that is packed is not unpacked', async () => {
  expect(await post('postmark', 'x', { ...basic, 'Content-Encoding': 'gzip' })).toBe(415);
});

test('a body without a type is read as it came', async () => {
  const { genuine } = CASES.find(({ provider }) => provider === 'sendgrid')!;
  const [, body, headers] = genuine({ id: 'e7', address: 'jo@example.org', reason: '550 5.1.1 user unknown' });
  const { hostname, port } = new URL(app.url);
  const status = await new Promise((resolve, reject) => {
    const call = request({ hostname, port, method: 'POST', path: '/webhooks/sendgrid', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.once('error', reject).end(body);
  });
  expect(status).toBe(200);
  expect(await suppressed('jo@example.org')).toBe('bounced');
});
