import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StaffTidy } from '../../src/staff/staff-tidy.js';
import { startApp, type TestApp } from '../support/app.js';
import { send, visit } from '../support/pages.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test('what staff do is written down, shown to those whom it concerns, and cannot be changed', async () => {
  const admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
  const made = await send(app, '/organisations', { name: 'Mill Lane', sector: 'trades' }, admin);
  expect(made.location).toMatch(/^\/organisations\/\d+\?said=made$/);
  const page = made.location!.split('?')[0]!;
  await send(app, `${page}/coordinators`, { address: 'cora@example.org' }, admin);
  const other = await send(app, '/organisations', { name: 'Elsewhere' }, admin);
  const [cora] = await app.dataSource.query(`select id from staff_user where email = 'cora@example.org'`);
  const coordinator = { cookie: await sessionOf(app, cora) };
  const change = { name: 'Mill Lane Joinery', sector: 'trades', emergingTechnology: 'yes' };
  expect((await send(app, page, change, coordinator)).location).toBe(`${page}?said=saved`);

  const own = await visit(app, `${page}/audit`, coordinator);
  expect(own.html).toMatch(
    /cora@example\.org<\/td>\s*<td>changed the organisation[\s\S]*name: Mill Lane Joinery; emerging technology: yes[\s\S]*made somebody coordinator[\s\S]*admin@example\.org<\/td>\s*<td>made the organisation/,
  );
  expect(own.html).not.toContain('Elsewhere');
  const all = await visit(app, '/admin/audit', admin);
  expect(all.html).toMatch(/Elsewhere[\s\S]*invited to an account[\s\S]*address: cora@example\.org/);
  expect((await visit(app, `${other.location!.split('?')[0]}/audit`, coordinator)).status).toBe(404);

  for (const statement of [
    `update audit set actor = 'nobody'`,
    'delete from audit',
    'truncate audit',
    'delete from audit where id = (select min(id) from audit)',
  ])
    await expect(app.dataSource.query(statement)).rejects.toThrow('the audit cannot be changed');
});

test('an entry is kept for a year and then goes; that it went is an entry', async () => {
  const count = async () => (await app.dataSource.query('select 1 from audit')).length;
  const before = await count();
  await app.at('2027-03-15T00:00:00Z');
  await app.get(StaffTidy).tidy();
  expect(await count()).toBe(before);
  await app.at('2027-03-16T00:00:01Z');
  await app.get(StaffTidy).tidy();
  await app.get(StaffTidy).tidy();
  expect(await app.dataSource.query('select act, detail from audit')).toEqual([
    { act: 'audit-tidied', detail: { entries: before } },
  ]);
});
