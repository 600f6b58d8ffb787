import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { removePlace } from '../../src/database/embedded-place.js';
import type { Database } from '../../src/database/database.js';
import { build, command, type Ended, serve, type Served } from '../support/commands.js';
import { databaseUrl, makeDatabase } from '../support/database.js';
import { lessonText, programmeText } from '../support/lessons.js';
import { signUpForm } from '../support/pages.js';

let folder: string;
let settings: Record<string, string>;
/** The same on a database that need not be started for each command. */
let onDatabase: Record<string, string>;
let database: Database;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'commands-test-'));
  chmodSync(folder, 0o711);
  settings = { DATA_DIR: path.join(folder, 'data'), PORT: '0' };
  database = await makeDatabase();
  onDatabase = { DATA_DIR: path.join(folder, 'other'), PORT: '0', DATABASE_URL: databaseUrl(database) };
  await build();
}, 120_000);
afterAll(async () => {
  await database.stop();
  removePlace(settings['DATA_DIR']!);
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => command(args, settings);
const file = (name: string, content: string) => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};
const json = ({ out }: Ended) => JSON.parse(out) as Record<string, unknown>;

test('the tables go up, down and up again', async () => {
  const up = json(await run('migrate', '--json'));
  expect((up['ran'] as string[]).length).toBeGreaterThan(0);
  const down = json(await run('migrate', '--down', '--json'));
  expect(down).toEqual({ ran: [], takenBack: (up['ran'] as string[]).slice(-1) });
  expect(json(await run('migrate', '--json'))).toEqual({ ran: down['takenBack'], takenBack: [] });
  expect(await run('migrate')).toMatchObject({ status: 0, out: 'The tables are up to date.\n' });
});

test.each<[string, string[], RegExp]>([
  [
    'no such file',
    ['members', 'import', '/nowhere.csv', '--organisation', 'Any'],
    /^file: there is no file \/nowhere\.csv/,
  ],
  ['no organisation', ['members', 'import', 'x.csv'], /--organisation/],
  ['an unknown command', ['memberz'], /memberz/],
  ['an unknown lesson', ['preview', 'core/nope'], /^lesson: .*core\/nope/],
  ['a lesson and more', ['preview', 'core/lock-your-email/../x'], /^lesson: expected programme\/step/],
  ['a wrong address', ['send-test', 'core/lock-your-email', 'nobody'], /^address: has no @/],
  ['no lessons to check', ['programmes', 'check', '/nowhere'], /\/nowhere: expected a folder/],
])('%s: a line that names what is wrong, and a status other than 0', async (_, args, line) => {
  const { status, out, err } = await command(args, onDatabase);
  expect([status, out]).toEqual([1, '']);
  expect(err).toMatch(line);
  expect(err).not.toMatch(/\n\s+at /);
});

test('wrong settings are listed, all of them, before anything is done', async () => {
  const elsewhere = path.join(folder, 'untouched');
  const wrong = { ...settings, DATA_DIR: elsewhere, PORT: 'x', CLOCK: 'y', NODE_ENV: 'production' };
  const { status, err } = await command(['serve'], wrong);
  expect(status).toBe(1);
  for (const name of ['PORT', 'CLOCK', 'SECRET', 'PUBLIC_URL', 'SMTP_URL'])
    expect(err).toMatch(new RegExp(`^${name}: expected`, 'm'));
  expect(() => readFileSync(elsewhere)).toThrow(/ENOENT/);
});

test('every command says how it is used', async () => {
  for (const args of [
    [],
    ['migrate'],
    ['members', 'import'],
    ['programmes', 'import'],
    ['programmes', 'export'],
    ['preview'],
    ['send-test'],
    ['status'],
    ['serve'],
  ]) {
    const { status, out } = await run(...args, '--help');
    expect([status, out]).toEqual([0, expect.stringContaining('Usage: little-steps')]);
  }
});

test('lessons are imported all or not at all, and what is wrong is told by file, line and field', async () => {
  const there = (...args: string[]) => command(args, onDatabase);
  const good = path.join(folder, 'programmes', 'doors');
  mkdirSync(good, { recursive: true });
  writeFileSync(path.join(good, 'programme.yaml'), programmeText());
  writeFileSync(path.join(good, '01-lock.md'), lessonText());
  writeFileSync(path.join(good, '02-key.md'), lessonText({ minutes: 'minutes: many' }));
  const broken = await there('programmes', 'import', path.dirname(good));
  expect([broken.status, broken.out]).toEqual([1, '']);
  expect(broken.err).toMatch(/^doors\/02-key\.md:\d+ minutes: expected a whole number/);
  expect((await there('preview', 'doors/lock')).status).toBe(1);

  writeFileSync(path.join(good, '02-key.md'), lessonText());
  expect(json(await there('programmes', 'import', path.dirname(good), '--json'))).toMatchObject({
    programmes: 1,
    steps: 2,
    revisions: 2,
    unchanged: 0,
  });
  const exported = path.join(folder, 'exported');
  expect((await there('programmes', 'export', 'doors', exported)).out).toContain('2 lessons and programme.yaml');
  expect(await there('programmes', 'import', exported)).toMatchObject({
    status: 0,
    out: expect.stringContaining('2 as they were'),
  });
  const out = path.join(folder, 'previews');
  expect(json(await there('preview', 'doors/lock', '--out', out, '--json'))).toMatchObject({
    subject: expect.stringContaining('Lock the door'),
    bytes: expect.any(Number),
  });
  expect(readFileSync(path.join(out, 'doors-lock.html'), 'utf8')).toMatch(/<html.*Lock the door/s);
  expect(readFileSync(path.join(out, 'doors-lock.txt'), 'utf8')).toContain('Turn the key.');
});

test('the lessons that come with the service keep its own rules, also when asked without a database', async () => {
  const { status, out } = await command(['programmes', 'check', '--json'], {});
  expect([status, JSON.parse(out)]).toEqual([
    0,
    { lessons: expect.any(Number), faults: [], warnings: expect.any(Array) },
  ]);
});

describe('beside a running service', () => {
  let service: Served;
  const roster = () =>
    file('roster.csv', 'Name;E-mail\nAnn Quux;ann@roster.example\nBob;nonsense\nAnn;ANN@roster.example\n');
  const post = (at: string, form: Record<string, string>) =>
    fetch(new URL(at, service.url), { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

  beforeAll(async () => {
    service = await serve({ ...settings, LOG_LEVEL: 'trace' });
  }, 60_000);
  afterAll(async () => {
    await service.stop();
  });

  test('another service on the same data folder says so and ends', async () => {
    const { status, err } = await run('serve');
    expect(status).toBe(1);
    expect(err).toMatch(/another service is running on .*data; stop it first/);
  });

  test('members are rehearsed and imported, for people and as one JSON document', async () => {
    const args = ['members', 'import', roster(), '--organisation', 'Roster Ltd'];
    const report = {
      rows: 3,
      created: 1,
      known: 1,
      suppressed: 0,
      faulty: 1,
      errors: [{ row: 3, field: 'address', problem: expect.stringContaining('has no @') }],
    };
    const rehearsed = await run(...args, '--dry-run');
    expect(rehearsed.status).toBe(0);
    expect(rehearsed.out).toMatch(
      /^row 3, address: .*no @.*\nWould be: 3 rows: 1 new, 1 known already, 0 could not be added, 1 faulty\.\n$/,
    );
    const imported = await run(...args, '--confirmed', '--json');
    expect([imported.status, json(imported), imported.err]).toEqual([0, report, '']);
    expect((await run(...args, '--json')).status).toBe(0);
    const nobody = await run('members', 'import', file('bad.csv', 'Email\nx\n'), '--organisation', 'Nobody', '--json');
    expect([nobody.status, json(nobody)]).toMatchObject([1, { rows: 1, faulty: 1 }]);
    const unknown = await run(...args, '--programme', 'nope');
    expect([unknown.status, unknown.out]).toEqual([1, '']);
    expect(unknown.err).toMatch(/^--programme: there is no programme "nope"; there are .*core/);
  });

  test('the state is told in figures', async () => {
    const status = json(await run('status', '--json'));
    expect(status).toMatchObject({
      members: 1,
      enrolments: expect.any(Number),
      deliveries: expect.any(Object),
      nextDueAt: expect.stringMatching(/^\d{4}-.*Z$/),
      backlog: expect.any(Number),
      relays: [expect.objectContaining({ name: 'mailbox', state: 'closed' })],
    });
    expect((await run('status')).out).toMatch(
      /^Members +1 \(1 active\)\nEnrolments +\d+ \(.*\)\nDeliveries +.*\nNext due +.*\nBacklog +\d+\nRelay +mailbox: well \(\d+ mails in the last hour, 0 refused for our own sake\)\n$/,
    );
  });

  test('a lesson is mailed as a test, into the mailbox that the service shows', async () => {
    expect((await run('send-test', 'core/lock-your-email', 'Tester <me@test.example>')).out).toMatch(
      /^Sent\. The relay said: 250/,
    );
    const mails = (await (await fetch(`${service.url}/mailbox.json?address=me@test.example`)).json()) as {
      subject: string;
      to: string;
    }[];
    expect(mails).toEqual([
      expect.objectContaining({ to: 'me@test.example', subject: expect.stringMatching(/^\[Test\] /) }),
    ]);
  });

  test('nothing in its logs tells of a person, down to the smallest detail', async () => {
    const secret = { ...signUpForm, name: 'Zebedee Quux', address: 'zebedee@logs.example', organisation: 'Quux Ropes' };
    expect((await post('/sign-up', secret)).status).toBe(303);
    await post('/sign-up', { ...secret, zone: 'Nowhere', name: 'Zebedee <b>' });
    await post('/my-page', { address: secret.address });
    await post('/go', { code: 'ZEBED-EE234' });
    await fetch(`${service.url}/mailbox?address=zebedee@logs.example`);
    await fetch(`${service.url}/zebedee@logs.example/x?name=Zebedee`);
    let link: string | undefined;
    while (!link) {
      const mails = (await (await fetch(`${service.url}/mailbox.json?address=zebedee`)).json()) as { id: string }[];
      const source =
        mails[0] && (await (await fetch(`${service.url}/mailbox/${mails[0].id}.eml`)).text()).replace(/=\r\n/g, '');
      link = source && /http:\/\/\S+\/confirm\/[\w.-]+/.exec(source)?.[0];
    }
    link = new URL(new URL(link).pathname, service.url).href;
    await fetch(link.replace('/confirm/', '/CONFIRM/'));
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    await fetch(link, { method: 'POST', headers: { authorization: 'Bearer zebedee', cookie: 'zebedee=1' } });
    const written = service.written();
    expect(written).toMatch(/"path":"\/sign-up"/);
    expect(written).toMatch(/"path":"\/confirm\/…"/);
    const token = link.split('/').at(-1)!;
    for (const trace of ['zebedee', 'quux', 'logs.example', 'roster.example', 'test.example', token, 'ZEBED-EE234'])
      expect(
        written
          .toLowerCase()
          .split('\n')
          .filter((line) => line.includes(trace.toLowerCase())),
      ).toEqual([]);
  });

  test('it ends when asked to, and what it kept is there afterwards', async () => {
    expect(await service.stop()).toBe(0);
    expect(json(await run('status', '--json'))).toMatchObject({ members: 2 });
  });
});
