import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Clock } from '../src/clock.js';
import { readConfig } from '../src/config.js';
import { openClock, setClock } from '../src/database/clock-origin.js';
import { type Database, dataSourceOptions } from '../src/database/database.js';
import { makeDatabase } from './support/database.js';

let database: Database;
let dataSource: DataSource;
beforeAll(async () => {
  database = await makeDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.connection, 2)).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.stop();
});

const simulated = new Date('2026-03-16T00:00:00Z');
const config = (CLOCK: string, more = {}) => readConfig({ CLOCK, ...more });

test('without an origin it is the real time', () => {
  const clock = new Clock();
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000);
  expect([clock.speed, clock.simulated]).toEqual([1, false]);
});

test('it runs at its speed from its origin, also for what starts later', () => {
  const real = new Date(Date.now() - 10_000);
  const [one, other] = [1, 2].map(() => new Clock({ simulated, real, speed: 3000 }));
  const passed = one!.now().getTime() - simulated.getTime();
  expect(passed).toBeGreaterThanOrEqual(10_000 * 3000);
  expect(passed).toBeLessThan(11_000 * 3000);
  expect(Math.abs(one!.now().getTime() - other!.now().getTime())).toBeLessThan(1000 * 3000);
  one!.set({ simulated, real: new Date(), speed: 0 });
  expect(one!.now()).toEqual(simulated);
});

test('the first process stores the origin; others and a restart go by it, whatever they were told', async () => {
  expect((await openClock(config(''), dataSource)).simulated).toBe(false);
  const first = await openClock(config('2026-03-16T00:00:00Zx3000'), dataSource);
  expect(first.speed).toBe(3000);
  for (const told of ['', '2030-01-01T00:00:00Zx7']) {
    const later = await openClock(config(told), dataSource);
    expect(later.speed).toBe(3000);
    expect(later.now().getUTCFullYear()).toBe(2026);
  }
  await setClock(first, dataSource, { simulated, real: new Date(), speed: 0 });
  expect((await openClock(config(''), dataSource)).now()).toEqual(simulated);
});

test('production refuses a database with a simulated time', async () => {
  const live = config('', {
    NODE_ENV: 'production',
    SECRET: 'x'.repeat(32),
    PUBLIC_URL: 'https://steps.example.org',
    SMTP_URL: 'smtp://relay.example.org',
  });
  await expect(openClock(live, dataSource)).rejects.toThrow(/simulated time/);
});
