import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getMigrations } from 'better-auth/db/migration';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type Database } from '../../src/database/database.js';
import { makeAuth } from '../../src/staff/auth.js';
import { poolOf } from '../../src/staff/pool.js';
import { makeDatabase } from '../support/database.js';

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

test('our migration has every table and column that better-auth expects, by the names it uses', async () => {
  const auth = await makeAuth({
    publicUrl: 'http://localhost:3000',
    secret: 'a secret of at least thirty-two characters',
    secureCookies: false,
    pool: poolOf(dataSource),
    mayEnter: async () => true,
    log: () => {},
  });
  const missing = async () => {
    const { toBeCreated, toBeAdded } = await getMigrations(auth.options);
    return [...toBeCreated, ...toBeAdded].map(({ table, fields }) => `${table}: ${Object.keys(fields).join(', ')}`);
  };
  expect(await missing()).toEqual([]);
  await dataSource.query('alter table staff_session drop column ip_address');
  await dataSource.query('drop table passkey');
  expect(await missing()).toEqual([expect.stringMatching(/^passkey: /), 'staff_session: ip_address']);
});
