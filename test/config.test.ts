import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readConfig } from '../src/config.js';
import { Invalid } from '../src/errors.js';

const secret = 'x'.repeat(32);
const production = {
  NODE_ENV: 'production',
  SECRET: secret,
  PUBLIC_URL: 'https://steps.example.org',
  SMTP_URL: 'smtps://relay.example.org',
};

function problems(environment: Record<string, string>): Record<string, string> {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof Invalid)
      return Object.fromEntries(error.problems.map(({ field, problem }) => [field, problem]));
    throw error;
  }
  return {};
}

test('with nothing set everything has a value that works on one machine', () => {
  expect(readConfig({})).toMatchObject({
    production: false,
    port: 3000,
    publicUrl: 'http://localhost:3000',
    dataDir: './data',
    relays: [],
    web: true,
    worker: true,
    smtpConnections: 10,
    sendSpreadMinutes: 15,
    logLevel: 'warn',
  });
  const { databaseUrl, secrets, clock, dkim, bounceAddress, trustProxy } = readConfig({ SECRET: '', CLOCK: '' });
  expect([databaseUrl, secrets, clock, dkim, bounceAddress, trustProxy]).toEqual(Array(6).fill(undefined));
});

test('everything that is wrong is listed at once, by name, with what was expected', () => {
  const wrong = {
    NODE_ENV: 'live',
    PORT: 'http',
    PUBLIC_URL: 'our-steps.test',
    DATABASE_URL: 'mysql://localhost/x',
    SMTP_URL: 'smtp://good,http://bad',
    MAIL_FROM: 'nobody',
    SECRET: 'short',
    ROLE: 'boss',
    SMTP_CONNECTIONS: '0',
    SEND_SPREAD_MINUTES: '-1',
    SMTP_PER_MINUTE: '0',
    WARM_UP_PER_DAY: 'some',
    BOUNCE_ADDRESS: 'back to us',
    BOUNCE_IMAP_URL: 'pop3://host',
    DKIM_DOMAIN: 'not a domain',
    DKIM_SELECTOR: 'a b',
    DKIM_KEY_FILE: '/nowhere/at/all',
    SES_TOPIC_ARN: 'our topic',
    SENDGRID_WEBHOOK_KEY: 'no key at all',
    POSTMARK_WEBHOOK_AUTH: 'postmark:short',
    MAILGUN_WEBHOOK_KEY: 'short key',
    BREVO_WEBHOOK_SECRET: 'a/secret/that/is/not/for/a/path/as/it/is',
    TRUST_PROXY: 'everybody',
    CLOCK: 'yesterday',
    LOG_LEVEL: 'loud',
  };
  const found = problems(wrong);
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(wrong).toSorted());
  for (const problem of Object.values(found)) expect(problem).toMatch(/expected/);
  for (const [name, value] of Object.entries(wrong).filter(([, text]) => text.length > 5))
    expect(`${name} ${found[name]}`).not.toContain(value);
});

test('rules between settings are told together with values that are wrong', () => {
  const found = problems({
    NODE_ENV: 'production',
    CLOCK: '2026-03-16T00:00:00Z',
    PORT: 'x',
    DKIM_DOMAIN: 'example.org',
  });
  expect(Object.keys(found).toSorted()).toEqual(['CLOCK', 'DKIM_DOMAIN', 'PORT', 'PUBLIC_URL', 'SECRET', 'SMTP_URL']);
});

test('production needs a secret, an address and a relay, and takes no simulated time', () => {
  expect(readConfig(production)).toMatchObject({ production: true, logLevel: 'info', secrets: [secret] });
  expect(Object.keys(problems({ ...production, CLOCK: '2026-03-16T00:00:00Zx3000' }))).toEqual(['CLOCK']);
});

test.each(['0', '65535', '3000'])('port %s is taken', (PORT) => {
  expect(readConfig({ PORT }).port).toBe(Number(PORT));
});
test.each(['65536', '1e3', '0x10', ' 80', '80.5', '-1', 'NaN'])('port %j is refused', (PORT) => {
  expect(problems({ PORT })).toEqual({ PORT: 'expected a whole number from 0 to 65535' });
});

test.each([
  ['https://steps.example.org/', 'https://steps.example.org'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
])('public address %s', (PUBLIC_URL, publicUrl) => {
  expect(readConfig({ PUBLIC_URL }).publicUrl).toBe(publicUrl);
});
test.each(['https://example.org/steps', 'https://example.org?x', 'https://a:b@example.org', 'ftp://example.org'])(
  'public address %s is refused: pages and links begin at the root',
  (PUBLIC_URL) => {
    expect(Object.keys(problems({ PUBLIC_URL }))).toEqual(['PUBLIC_URL']);
  },
);

test('a secret is rotated with two live ones, and relays stand in order', () => {
  const { secrets, relays } = readConfig({
    SECRET: `${'n'.repeat(32)}, ${secret}`,
    SMTP_URL: 'smtps://first.example.org, smtp://second.example.org',
  });
  expect(secrets).toEqual(['n'.repeat(32), secret]);
  expect(relays).toEqual(['smtps://first.example.org', 'smtp://second.example.org']);
  expect(Object.keys(problems({ SECRET: `${secret},${secret},${secret}` }))).toEqual(['SECRET']);
});

test.each([
  ['2026-03-16T00:00:00Z', 1],
  ['2026-03-16T00:00:00.000Zx3000', 3000],
  ['2026-03-16T00:00:00Zx0.5', 0.5],
])('the clock %s', (CLOCK, speed) => {
  expect(readConfig({ CLOCK }).clock).toEqual({ from: new Date('2026-03-16T00:00:00Z'), speed });
});
test.each([
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-03-16T25:00:00Z',
  '2026-03-16',
  '2026-03-16T00:00:00',
  '2026-03-16T00:00:00Zx0',
  '2026-03-16T00:00:00Zx-3',
  '2026-03-16T00:00:00Zx',
  '2026-03-16T00:00:00Zx3x3',
  'x3000',
])('the clock %s is refused', (CLOCK) => {
  expect(problems({ CLOCK }).CLOCK).toMatch(/^expected an instant that exists/);
});

test.each(['1', 'loopback', '10.0.0.0/8', 'loopback, 192.0.2.7,2001:db8::/32'])('proxies %s', (TRUST_PROXY) => {
  expect(readConfig({ TRUST_PROXY }).trustProxy).toBe(TRUST_PROXY);
});
test.each(['true', '10.0.0.0/99', 'proxy.example.org', ','])('proxies %j are refused', (TRUST_PROXY) => {
  expect(Object.keys(problems({ TRUST_PROXY }))).toEqual(['TRUST_PROXY']);
});

test('DKIM needs all three of its settings, and a file with a key in it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'config-'));
  try {
    const [good, bad] = [path.join(folder, 'good.pem'), path.join(folder, 'bad.pem')];
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(good, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(bad, 'no key');
    const whole = { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 's1', DKIM_KEY_FILE: good };
    expect(readConfig(whole).dkim).toEqual({ domain: 'example.org', selector: 's1', keyFile: good });
    expect(problems({ ...whole, DKIM_SELECTOR: '' })['DKIM_DOMAIN']).toMatch(/together/);
    expect(Object.keys(problems({ ...whole, DKIM_KEY_FILE: bad }))).toEqual(['DKIM_KEY_FILE']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['all', true, true],
  ['web', true, false],
  ['worker', false, true],
])('role %s', (ROLE, web, worker) => {
  expect(readConfig({ ROLE })).toMatchObject({ web, worker });
});
