import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { build, command, serve, type Served } from '../support/commands.js';
import { databaseUrl, makeDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let folder: string;
let database: Database;
let settings: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'staff-test-'));
  chmodSync(folder, 0o711);
  database = await makeDatabase();
  const SECRET = 'a secret that all of the tests share';
  settings = { DATA_DIR: path.join(folder, 'data'), DATABASE_URL: databaseUrl(database), PORT: '0', SECRET };
  await build();
}, 120_000);
const services: Served[] = [];
afterAll(async () => {
  for (const { process: child } of services) child.kill('SIGKILL');
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

const staff = (...args: string[]) => command(['staff', ...args], settings);
const post = (url: URL) => fetch(url, { method: 'POST', redirect: 'manual' });

test('invite prints a link that signs in; until somebody has an account the start prints a set-up address', async () => {
  const first = await serve(settings);
  services.push(first);
  const [setUp] = await until(() => /http:\/\/localhost:\d+\/set-up\/[\w.-]+/.exec(first.written()) ?? undefined);
  expect((await fetch(setUp)).status).toBe(200);

  const invited = await staff('invite', 'Ada@Example.org', '--role', 'admin', '--json');
  expect(invited).toMatchObject({ status: 0, err: '' });
  const printed = JSON.parse(invited.out) as { link: string };
  expect(printed).toMatchObject({ address: 'ada@example.org', role: 'admin', organisations: [], minutes: 15 });
  expect((await fetch(setUp)).status).toBe(404);
  const link = new URL(new URL(printed.link).pathname, first.url);
  expect(await (await fetch(link)).text()).toContain('As ada@example.org');
  const entered = await post(link);
  expect(entered.headers.get('location')).toBe('/staff/passkey');
  const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!;

  const two = ['--organisation', 'Quay Cycles', 'Harbour Café'];
  const said = await staff('invite', 'cora@example.org', '--role', 'coordinator', '--name', 'Cora', ...two);
  expect(said.out).toMatch(
    /^cora@example\.org has an account as coordinator\. Good for 15 minutes, and once:\nhttp:\S+\n/,
  );
  const page = () => fetch(new URL('/admin/staff', first.url), { headers: { cookie }, redirect: 'manual' });
  expect(await (await page()).text()).toMatch(/>Cora<[\s\S]*Harbour Café, Quay Cycles/);

  expect((await staff('reset-passkeys', 'ada@example.org')).out).toMatch(
    /^0 passkeys of ada@example\.org are forgotten/,
  );
  expect((await page()).status).toBe(303);
  expect(await first.stop()).toBe(0);
  const second = await serve(settings);
  services.push(second);
  await until(() => second.written().includes('Ctrl+C'));
  expect(second.written()).not.toContain('set-up');
  expect(await second.stop()).toBe(0);
}, 120_000);

test.each([
  ['no role', ['invite', 'a@example.org'], /--role/],
  ['another role', ['invite', 'a@example.org', '--role', 'boss'], /^--role: expected admin or coordinator/],
  ['no address', ['invite', 'nobody', '--role', 'admin'], /^address: has no @/],
  ['a strange address', ['invite', 'a!b@example.org', '--role', 'admin'], /^address: is not plain enough/],
  [
    'all and some',
    ['invite', 'a@example.org', '--role', 'admin', '--organisation', 'X'],
    /^--organisation: an admin has/,
  ],
  ['nobody', ['reset-passkeys', 'nobody@example.org'], /^address: This address has no account/],
])('%s: says what is wrong and does nothing', async (_, args, line) => {
  const { status, out, err } = await staff(...args);
  expect([status, out]).toEqual([1, '']);
  expect(err).toMatch(line);
});
