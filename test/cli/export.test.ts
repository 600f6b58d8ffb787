import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Database } from '../../src/database/database.js';
import { build, command } from '../support/commands.js';
import { databaseUrl, makeDatabase } from '../support/database.js';

let folder: string;
let database: Database;
let settings: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'export-test-'));
  chmodSync(folder, 0o711);
  database = await makeDatabase();
  settings = { DATA_DIR: path.join(folder, 'data'), DATABASE_URL: databaseUrl(database), PORT: '0' };
  await build();
}, 120_000);
afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => command(args, settings);

test('members come as CSV and as JSON, of all organisations or one; what is not there yet is an empty table', async () => {
  const roster = path.join(folder, 'roster.csv');
  writeFileSync(roster, 'name,email\n"Smith, Ann",ann@example.org\nBen,ben@example.org\n');
  expect(await run('members', 'import', roster, '--organisation', 'Mill Lane', '--confirmed')).toMatchObject({
    status: 0,
  });

  const csv = await run('export', 'members');
  expect([csv.status, csv.err]).toEqual([0, '']);
  expect(csv.out.startsWith('\ufefforganisation,member,name,address,')).toBe(true);
  const rows = parse(csv.out, { bom: true, columns: true }) as Record<string, string>[];
  const people = rows.map(({ organisation, name, address }) => [organisation, name, address]);
  expect(people).toHaveLength(2);
  expect(people).toContainEqual(['Mill Lane', 'Ann Smith', 'ann@example.org']);
  expect(people).toContainEqual(['Mill Lane', 'Ben', 'ben@example.org']);
  const json = await run('export', 'members', '--format', 'json', '--organisation', 'mill lane');
  expect(JSON.parse(json.out)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'Ann Smith', state: 'active', mailed: 0, started: 0, done: 0 }),
      expect.objectContaining({ name: 'Ben', programmes: expect.stringContaining('core active'), pausedUntil: null }),
    ]),
  );
  expect(JSON.parse((await run('export', 'answers', '--json')).out)).toEqual([]);

  const unknown = await run('export', 'members', '--organisation', 'Nowhere');
  expect(unknown).toMatchObject({ status: 1, out: '', err: '--organisation: there is no organisation "Nowhere"\n' });
}, 120_000);

test('help tells what there is and how it is written; what is wrong is named', async () => {
  const { status, out } = await run('export', '--help');
  expect([status, out]).toEqual([0, expect.stringContaining('Usage: little-steps export')]);
  for (const word of ['completions ', 'members ', 'deliveries ', 'answers ', 'one array of objects', 'byte-order mark'])
    expect(out).toContain(word);
  expect((await run('export', 'passwords')).err).toMatch(
    /^what: expected one of completions, members, deliveries, answers/,
  );
  expect((await run('export', 'members', '--format', 'xml')).err).toMatch(/^--format: expected csv or json/);
}, 60_000);
