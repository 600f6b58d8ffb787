import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config.js';
import { type Database, dataSourceOptions } from '../../src/database/database.js';
import { loadRoots } from '../../src/links/roots.js';
import { makeDatabase } from '../support/database.js';

let database: Database;
let dataSource: DataSource;
let folder: string;
beforeAll(async () => {
  database = await makeDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.connection, 8)).initialize();
  folder = mkdtempSync(path.join(tmpdir(), 'roots-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await dataSource.destroy();
  await database.stop();
});

const load = (dataDir: string, SECRET = '') => loadRoots(readConfig({ DATA_DIR: dataDir, SECRET }), dataSource);

test('without a secret one is made, once, however many begin at the same moment, and only its owner may read it', async () => {
  const dataDir = path.join(folder, 'new');
  const all = await Promise.all(Array.from({ length: 20 }, () => load(dataDir)));
  const file = path.join(dataDir, 'secret');
  const kept = readFileSync(file, 'utf8');
  expect(kept).toHaveLength(43);
  expect(new Set(all.map(({ rotating }) => rotating.join(' ')))).toEqual(new Set([kept]));
  expect(new Set(all.map(({ lasting }) => lasting.toString('hex'))).size).toBe(1);
  expect(all[0]!.lasting).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(['secret']);
});

test('a secret of the settings is taken instead, and the lasting one stays what it is', async () => {
  const [one, other] = ['a'.repeat(32), 'b'.repeat(32)];
  const { rotating, lasting } = await load(path.join(folder, 'set'), `${one},${other}`);
  expect(rotating.map(String)).toEqual([one, other]);
  expect(lasting).toEqual((await load(path.join(folder, 'other'))).lasting);
});

test('a damaged file is not taken for a secret', async () => {
  writeFileSync(path.join(folder, 'secret'), '');
  await expect(load(folder)).rejects.toThrow(/secret is damaged/);
});
