import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type Database, dataSourceOptions } from '../../src/database/database.js';
import { TooMany } from '../../src/errors.js';
import { Links } from '../../src/links/links.js';
import { RateLimits } from '../../src/links/rate-limits.js';
import { makeDatabase } from '../support/database.js';

let database: Database;
let sources: DataSource[];
let instances: RateLimits[];
beforeAll(async () => {
  database = await makeDatabase();
  const links = new Links('', { rotating: [randomBytes(32)], lasting: randomBytes(32) });
  sources = [1, 2].map(() => new DataSource(dataSourceOptions(database.connection, 4)));
  instances = sources.map((source) => new RateLimits(source, links));
  await Promise.all(sources.map((source) => source.initialize()));
});
afterAll(async () => {
  await Promise.all(sources.map((source) => source.destroy()));
  await database.stop();
});

const limits = (name: string, points: number, seconds = 3600) =>
  instances.map((instance) => instance.limit(name, points, seconds));
const outcomes = async (takes: Promise<void>[]) =>
  (await Promise.allSettled(takes)).map(({ status }) => status).filter((status) => status === 'fulfilled').length;

test('two instances share a limit, also when all is asked at once', async () => {
  const [one, other] = limits('shared', 10);
  const takes = Array.from({ length: 40 }, (_, turn) => (turn % 2 ? one! : other!).take('a network'));
  expect(await outcomes(takes)).toBe(10);
  await expect(one!.take('a network')).rejects.toThrow(TooMany);
  const refusal: TooMany = await other!.take('a network').catch((error) => error);
  expect(refusal.retryAfterSeconds).toBeGreaterThan(3500);
  expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(3600);
});

test('each key and each limit counts for itself', async () => {
  const [one] = limits('apart', 1);
  const [another] = limits('apart-too', 1);
  await one!.take('a');
  await one!.take('b');
  await another!.take('a');
  await expect(one!.take('a')).rejects.toThrow(TooMany);
});

test('what is given back counts no more', async () => {
  const [one, other] = limits('back', 2);
  for (let turn = 0; turn < 5; turn++) {
    await one!.take('a');
    await other!.giveBack('a');
  }
  expect(await outcomes([one!.take('a'), other!.take('a'), one!.take('a')])).toBe(2);
});

test('once the time is over it begins anew, and what has ended is tidied away', async () => {
  const [one] = limits('short', 1, 600);
  await one!.take('a');
  await expect(one!.take('a')).rejects.toThrow(TooMany);
  await sources[0]!.query(`update rate_limit set expire = $1 where key like 'short:%'`, [Date.now() - 1]);
  await one!.take('a');
  await sources[0]!.query(`update rate_limit set expire = $1 where key like 'short:%'`, [Date.now() - 1]);
  const [{ before }] = await sources[0]!.query(`select count(*)::int as before from rate_limit`);
  await instances[1]!.tidy();
  const [{ left, ended }] = await sources[0]!.query(
    `select count(*)::int as left, count(*) filter (where key like 'short:%')::int as ended from rate_limit`,
  );
  expect([before - left, ended]).toEqual([1, 0]);
});

test('nobody can read from the rows who was counted', async () => {
  const [one] = limits('quiet', 3);
  await one!.take('jo@example.org');
  await one!.take('192.0.2.7');
  const rows = await sources[0]!.query('select key from rate_limit');
  expect(JSON.stringify(rows)).not.toMatch(/jo@|example|192\.0/);
});
