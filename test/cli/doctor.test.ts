import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { SMTPServerOptions } from 'smtp-server';
import { diagnose } from '../../src/cli/doctor.js';
import type { Finding } from '../../src/cli/doctor/examine.js';
import { ptr } from '../../src/cli/doctor/ptr.js';
import { Site } from '../../src/cli/doctor/site.js';
import { readConfig } from '../../src/config.js';
import type { Database } from '../../src/database/database.js';
import { makeCertificate, type TestCertificate } from '../support/certificates.js';
import { makeDatabase } from '../support/database.js';
import { startDns, startSilence, type TestDns, type Zone } from '../support/dns.js';
import { startImap } from '../support/imap.js';
import { startRelay } from '../support/relay.js';

const folder = mkdtempSync(path.join(tmpdir(), 'little-steps-doctor-'));
const keyFile = path.join(folder, 'dkim.pem');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const stops: (() => unknown)[] = [];
let certificate: TestCertificate;
let database: Database;
let settings: Record<string, string>;

const zone: Zone = {
  'example.org TXT': ['some-verification=1', 'v=spf1 include:_spf.relay.example mx ~all'],
  'example.org MX': ['10 mx.example.org'],
  '_spf.relay.example TXT': ['v=spf1 ip4:192.0.2.0/24 -all'],
  'mx.example.org A': ['192.0.2.25'],
  's1._domainkey.example.org TXT': [`v=DKIM1; k=rsa; p=${published}`],
  '_dmarc.example.org TXT': ['v=DMARC1; p=none; rua=mailto:dmarc@example.org'],
  'bounce.example.org TXT': ['v=spf1 ip4:192.0.2.1 -all'],
  'bounce.example.org MX': ['10 mx.example.org'],
};

beforeAll(async () => {
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  certificate = await makeCertificate();
  database = await makeDatabase();
  stops.push(() => database.stop());
  await sql(`insert into contact (key, nation, name, checked_on) values ('bank', '', 'Your bank', current_date)`);
  settings = {
    NODE_ENV: 'production',
    DATA_DIR: folder,
    SECRET: 'Jt3zQmV0xk8sLr6WbN1yHc5uGd9fPaXe',
    DATABASE_URL: urlOf(database),
    MAIL_FROM: 'Little Steps <steps@example.org>',
    BOUNCE_ADDRESS: 'b@bounce.example.org',
    DKIM_DOMAIN: 'example.org',
    DKIM_SELECTOR: 's1',
    DKIM_KEY_FILE: keyFile,
    SMTP_URL: `smtps://steps:right@localhost:${await relayPort()}`,
    BOUNCE_IMAP_URL: `imaps://steps:right@localhost:${await imapPort()}`,
    PUBLIC_URL: `https://localhost:${await pagePort(certificate, '{"status":"ok"}')}`,
  };
});

afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
  rmSync(folder, { recursive: true });
});

test('a service that is all well', async () => {
  const { checks, ok } = await look();
  expect(checks.filter(({ state, check }) => state !== 'ok' && !check.startsWith('ptr'))).toEqual([]);
  expect(ok).toBe(true);
  expect(found(checks, 'relay')).toMatch(/^localhost:\d+ answers with TLS, signed in as steps; certificate until /);
  expect(found(checks, 'bounce mailbox')).toMatch(/lets us in, 3 messages in it; certificate until /);
  expect(found(checks, 'database')).toMatch(/^PostgreSQL \d+.*, all migrations done$/);
  expect(found(checks, 'spf of from')).toContain('(2 look-ups)');
  expect(found(checks, 'clock')).toBe('same time as the database, same time as the relay');
  expect(JSON.stringify(checks)).not.toMatch(/right@|Jt3zQm/);
});

test.each<[string, Zone, string, Finding['state'], RegExp]>([
  ['no SPF', { 'bounce.example.org TXT': [] }, 'spf', 'fail', /no SPF record/],
  ['two SPF', { 'bounce.example.org TXT': ['v=spf1 -all', 'v=spf1 mx -all'] }, 'spf', 'fail', /2 SPF records/],
  ['SPF for all', { 'bounce.example.org TXT': ['v=spf1 +all'] }, 'spf', 'fail', /lets anyone send/],
  ['open SPF', { 'bounce.example.org TXT': ['v=spf1 mx'] }, 'spf', 'warn', /says nothing/],
  [
    'dead include',
    { 'bounce.example.org TXT': ['v=spf1 include:no.example -all'] },
    'spf',
    'fail',
    /leads to no\.example/,
  ],
  [
    'endless SPF',
    { 'bounce.example.org TXT': ['v=spf1 include:bounce.example.org -all'] },
    'spf',
    'fail',
    /more than 10/,
  ],
  ['redirect', { 'bounce.example.org TXT': ['v=spf1 redirect=_spf.relay.example'] }, 'spf', 'ok', /1 look-ups/],
  ['no DKIM', { 's1._domainkey.example.org TXT': [] }, 'dkim', 'fail', /no key at s1\._domainkey\.example\.org/],
  ['other DKIM', { 's1._domainkey.example.org TXT': [`v=DKIM1; p=${otherKey()}`] }, 'dkim', 'fail', /is not the one/],
  ['revoked DKIM', { 's1._domainkey.example.org TXT': ['v=DKIM1; p='] }, 'dkim', 'fail', /revoked/],
  ['test DKIM', { 's1._domainkey.example.org TXT': [`v=DKIM1; t=y; p=${published}`] }, 'dkim', 'warn', /t=y/],
  ['SHA-1 DKIM', { 's1._domainkey.example.org TXT': [`h=sha1; p=${published}`] }, 'dkim', 'fail', /SHA-256/],
  ['no DMARC', { '_dmarc.example.org TXT': [] }, 'dmarc', 'fail', /no DMARC/],
  ['pct', { '_dmarc.example.org TXT': ['v=DMARC1; p=reject; pct=50'] }, 'dmarc', 'warn', /with pct,.*RFC 9989/],
  ['two DMARC', { '_dmarc.example.org TXT': ['v=DMARC1;p=none', 'v=DMARC1;p=reject'] }, 'dmarc', 'fail', /several/],
  ['no policy', { '_dmarc.example.org TXT': ['v=DMARC1; p=nome'] }, 'dmarc', 'fail', /p=nome/],
  ['no MX', { 'bounce.example.org MX': [], 'bounce.example.org A': [] }, 'mx', 'fail', /takes no mail/],
  ['null MX', { 'example.org MX': ['0 '] }, 'mx of from', 'fail', /null MX/],
  ['MX to nowhere', { 'bounce.example.org MX': ['10 no.example'] }, 'mx', 'fail', /no\.example: no such server/],
  [
    'no MX but an address',
    { 'bounce.example.org MX': [], 'bounce.example.org A': ['192.0.2.1'] },
    'mx',
    'ok',
    /own address/,
  ],
])('DNS: %s', async (_title, changes, check, state, wanted) => {
  const { checks, ok } = await look({}, { ...zone, ...changes });
  expect(checks).toContainEqual(expect.objectContaining({ check, state, found: expect.stringMatching(wanted) }));
  expect(ok).toBe(state !== 'fail');
  if (state !== 'ok') expect(checks.find((one) => one.check === check)?.mend).toMatch(/\w{4}.*\.$/);
});

test('alignment: a signer and an envelope elsewhere cannot pass DMARC', async () => {
  const elsewhere = { DKIM_DOMAIN: 'relay.example', BOUNCE_ADDRESS: 'b@relay.example' };
  const { checks } = await look(elsewhere, { ...zone, 'relay.example TXT': ['v=spf1 -all'] });
  expect(checks).toContainEqual(expect.objectContaining({ check: 'alignment', state: 'fail' }));
  const strict = { ...zone, '_dmarc.example.org TXT': ['v=DMARC1; p=none; adkim=s; aspf=s'] };
  const sub = await look({ DKIM_DOMAIN: 'mail.example.org' }, strict);
  expect(sub.checks).toContainEqual(expect.objectContaining({ check: 'alignment', state: 'fail' }));
  const relaxed = await look({ DKIM_DOMAIN: 'mail.example.org' });
  expect(relaxed.checks).toContainEqual(expect.objectContaining({ check: 'alignment', state: 'ok' }));
});

test('ptr: a name has to lead back', async () => {
  const verdict = async (names: string[], relay = 'smtps://out.example') => {
    const dns = await startDns({
      '7.2.0.192.in-addr.arpa PTR': names,
      'out.example A': ['192.0.2.7'],
      'else.example A': ['192.0.2.8'],
    });
    const site = new Site(readConfig(settings), dns.resolver);
    const seen = await ptr(site, relay);
    await dns.stop();
    return seen;
  };
  expect(await verdict(['else.example', 'out.example'])).toEqual({ state: 'ok', found: '192.0.2.7 is out.example' });
  expect(await verdict(['else.example'], 'smtps://192.0.2.7')).toMatchObject({ state: 'warn' });
  expect(await verdict([])).toMatchObject({ state: 'warn' });
  expect(await verdict([], 'smtp://10.0.0.7')).toMatchObject({ state: 'skipped' });
});

test('relay: a wrong password, no TLS, nobody there, an untrusted and an old certificate', async () => {
  const plain = await relayPort({ secure: false, disabledCommands: ['STARTTLS'], authOptional: true });
  const stranger = await relayPort(await makeCertificate());
  const old = await makeCertificate(5, 60);
  const place = (port: number, password = 'right') => `smtps://steps:${password}@localhost:${port}`;
  const relays = [
    settings['SMTP_URL']!.replace('right', 'wrong'),
    `smtp://0.0.0.0:${plain}`,
    'smtps://localhost:1',
    place(stranger),
    place(await relayPort(old)),
    `smtp://localhost:${plain}`,
  ];
  const { checks } = await look({ SMTP_URL: relays.join(',') }, zone, [certificate.cert, old.cert]);
  const seen = checks.filter(({ check }) => check.startsWith('relay'));
  expect(seen.map(({ state }) => state)).toEqual(['fail', 'fail', 'fail', 'fail', 'warn', 'ok']);
  expect(seen[0]).toMatchObject({ found: expect.stringContaining('535'), mend: expect.stringContaining('password') });
  expect(seen[1]?.mend).toMatch(/STARTTLS/);
  expect(seen[2]?.found).toMatch(/ECONNREFUSED/);
  expect(seen[3]?.mend).toMatch(/NODE_EXTRA_CA_CERTS/);
  expect(seen[4]?.found).toMatch(/certificate ends on .*, in 4 days/);
  expect(seen[5]?.found).toMatch(/in clear text on this computer, without sign-in/);
});

test('clock: behind what the relay says', async () => {
  const port = await relayPort({}, 3600);
  const { checks } = await look({ SMTP_URL: `smtps://steps:right@localhost:${port}` });
  expect(checks).toContainEqual(expect.objectContaining({ check: 'clock', state: 'fail' }));
  expect(found(checks, 'clock')).toMatch(/same time as the database, (3599|360\d) s behind the relay/);
});

test('bounce mailbox: a wrong password, an untrusted certificate, none', async () => {
  const mailbox = async (url: string) => {
    const { checks } = await look({ BOUNCE_IMAP_URL: url });
    return checks.find(({ check }) => check === 'bounce mailbox');
  };
  const right = settings['BOUNCE_IMAP_URL']!;
  expect(await mailbox(right.replace('right', 'wrong'))).toMatchObject({
    state: 'fail',
    mend: expect.stringContaining('password'),
  });
  const stranger = `imaps://steps:right@localhost:${await imapPort(await makeCertificate())}`;
  expect(await mailbox(stranger)).toMatchObject({ state: 'fail', mend: expect.stringContaining('certificate') });
  expect(await mailbox('')).toMatchObject({ state: 'warn' });
});

test('public address: something else answers, nobody does, only this computer', async () => {
  const address = async (url: string) => {
    const { checks } = await look({ PUBLIC_URL: url });
    return checks.find(({ check }) => check === 'public address');
  };
  const other = await pagePort(certificate, '<html>Welcome</html>'.repeat(500));
  expect(await address(`https://localhost:${other}`)).toMatchObject({
    state: 'fail',
    found: expect.stringContaining('something else answers (200)'),
  });
  expect(await address('https://localhost:1')).toMatchObject({
    state: 'fail',
    found: expect.stringContaining('ECONNREFUSED'),
  });
  expect(await address('http://localhost:3000')).toMatchObject({
    state: 'fail',
    found: expect.stringContaining('only this computer'),
  });
});

test('database: away, empty, newer; old contacts; a simulated time', async () => {
  const at = async (url: string) => (await look({ DATABASE_URL: url })).checks;
  const away = await at('postgres://nobody@localhost:1/none');
  expect(away).toContainEqual(expect.objectContaining({ check: 'database', state: 'fail' }));
  expect(away).toContainEqual(expect.objectContaining({ check: 'contacts', state: 'skipped' }));
  const other = await makeDatabase();
  try {
    await sql(`update migration set name = 'Later20990101000000'`, other);
    expect(found(await at(urlOf(other)), 'database')).toMatch(/(\d+) of \1 migrations still to do/);
    await sql('drop table migration, contact', other);
    expect(found(await at(urlOf(other)), 'database')).toMatch(/(\d+) of \1 migrations still to do/);
  } finally {
    await other.stop();
  }
  await sql(`insert into contact (key, nation, name, checked_on) values ('ico', '', 'ICO', current_date - 91)`);
  await sql(`insert into migration (timestamp, name) values (1, 'Later20990101000000')`);
  await sql(`insert into clock_origin (simulated, real, speed) values (now(), now(), 1)`);
  try {
    const states = Object.fromEntries((await look()).checks.map(({ check, state }) => [check, state]));
    expect(states).toMatchObject({ database: 'warn', contacts: 'warn', clock: 'fail' });
  } finally {
    await sql(`delete from contact where key = 'ico'`);
    await sql(`delete from migration where timestamp = 1`);
    await sql(`delete from clock_origin`);
  }
});

test('without a network it says so and goes on', async () => {
  const silence = await startSilence();
  const far = {
    SMTP_URL: 'smtps://a:b@relay.invalid',
    BOUNCE_IMAP_URL: 'imaps://a:b@imap.invalid',
    PUBLIC_URL: 'https://steps.invalid',
  };
  const began = Date.now();
  const { checks, ok } = await diagnose(() => readConfig({ ...settings, ...far }), { resolver: silence.resolver });
  await silence.stop();
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(checks.filter(({ state }) => state === 'skipped').map(({ check }) => check)).toEqual([
    'public address',
    'relay',
    'bounce mailbox',
    'spf',
    'spf of from',
    'dkim',
    'dmarc',
    'alignment',
    'mx',
    'mx of from',
    'ptr',
  ]);
  expect(new Set(checks.filter(({ state }) => state === 'skipped').map((one) => one.found))).toEqual(
    new Set(['no network']),
  );
  expect(ok).toBe(true);
});

test('with nothing configured it says that mail goes nowhere, and changes nothing', async () => {
  const dataDir = path.join(folder, 'not', 'there');
  const forPeople = await run(['doctor'], { DATA_DIR: dataDir });
  expect(forPeople.status).toBe(0);
  expect(forPeople.output).toMatch(/^- +relay +no relay is set: mail goes nowhere/m);
  expect(forPeople.output).toMatch(/^\d+ ok, 0 to look at, 0 failed, \d+ skipped\.$/m);
  expect(existsSync(path.dirname(dataDir))).toBe(false);
});

test('a failed check, or a wrong setting, ends it with 1 and still one JSON document', async () => {
  const localhost = {
    ...settings,
    PUBLIC_URL: 'http://localhost:3000',
    DATABASE_URL: '',
    DATA_DIR: path.join(folder, 'new'),
  };
  const failed = await run(['doctor', '--json'], localhost);
  expect(failed.status).toBe(1);
  const examination = JSON.parse(failed.output) as { ok: boolean; checks: Finding[] };
  expect(examination.ok).toBe(false);
  expect(examination.checks).toContainEqual(expect.objectContaining({ check: 'public address', state: 'fail' }));
  const wrong = await run(['doctor', '--json'], { NODE_ENV: 'production', PORT: 'many' });
  expect(wrong.status).toBe(1);
  const { checks } = JSON.parse(wrong.output) as { checks: Finding[] };
  expect(checks.map(({ check, state }) => `${check} ${state}`)).toContain('settings fail');
  expect(checks.map((one) => one.found.split(':')[0])).toEqual(expect.arrayContaining(['PORT', 'SECRET', 'SMTP_URL']));
});

/** Runs the command line in a process of its own, with these variables and no others of ours. */
async function run(args: string[], environment: Record<string, string>): Promise<{ status: number; output: string }> {
  const script = fileURLToPath(new URL('../support/cli-child.mjs', import.meta.url));
  const options = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning', script, ...args];
  const child = spawn(process.execPath, options, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let output = '';
  for await (const part of child.stdout.setEncoding('utf8')) output += part;
  const [status] = (await ended) as [number];
  return { status, output };
}

async function look(changes: Record<string, string> = {}, records = zone, authorities = [certificate.cert]) {
  const dns: TestDns = await startDns(records);
  try {
    return await diagnose(() => readConfig({ ...settings, ...changes }), { resolver: dns.resolver, authorities });
  } finally {
    await dns.stop();
  }
}

function found(checks: Finding[], check: string): string {
  return checks.find((finding) => finding.check === check)?.found ?? 'no such check';
}

function otherKey(): string {
  const { publicKey: other } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return other.export({ type: 'spki', format: 'der' }).toString('base64');
}

function urlOf({ connection }: Database): string {
  if (!('host' in connection)) throw new Error('the tests have a server of their own');
  const { host, port, user, database: name } = connection;
  return `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}&sslmode=disable`;
}

async function sql(text: string, on = database): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(on) });
  await client.connect();
  await client.query(text);
  await client.end();
}

async function relayPort(options: SMTPServerOptions = {}, ahead = 0): Promise<number> {
  const server = await startRelay({ secure: true, ...certificate, ...options }, ahead);
  stops.push(() => server.stop());
  return server.port;
}

async function imapPort(own = certificate): Promise<number> {
  const server = await startImap(own, 'right', 3);
  stops.push(() => server.stop());
  return server.port;
}

async function pagePort(own: TestCertificate, page: string): Promise<number> {
  const server: Server = createServer({ key: own.key, cert: own.cert }, (request, response) => {
    response.end(request.url === '/health' ? page : '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return (server.address() as AddressInfo).port;
}
