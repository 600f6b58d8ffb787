import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StaffAccounts } from '../../src/staff/accounts.service.js';
import { commandLine, type Actor } from '../../src/staff/audit.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeOrganisation } from '../support/factories.js';
import { makeStaff, sessionOf } from '../support/staff.js';
import { visit } from '../support/pages.js';

let app: TestApp;
let accounts: StaffAccounts;
let one: string;
let two: string;
let boss: Actor & { id: string };
beforeAll(async () => {
  app = await startApp();
  accounts = app.get(StaffAccounts);
  one = (await makeOrganisation(app, { name: 'One' })).id;
  two = (await makeOrganisation(app, { name: 'Two' })).id;
  const { id, email } = await makeStaff(app, 'boss@example.org');
  boss = { id, address: email };
});
afterAll(() => app.stop());

const coordinator = (...organisationIds: string[]) => ({ name: '', role: 'coordinator' as const, organisationIds });
const admin = { name: '', role: 'admin' as const, organisationIds: [] };
const find = async (address: string) => accounts.line(await accounts.byAddress(address));

test('inviting twice gives what is new, and never another role', async () => {
  await accounts.invite('cora@example.org', coordinator(one), boss);
  await accounts.invite('cora@example.org', { ...coordinator(two), name: 'Cora' }, boss);
  expect(await find('cora@example.org')).toMatchObject({
    name: 'Cora',
    role: 'coordinator',
    organisations: [{ name: 'One' }, { name: 'Two' }],
  });
  await expect(accounts.invite('cora@example.org', admin, boss)).rejects.toThrow(
    'role: This address has an account already, as coordinator.',
  );
  expect(await app.mails({ kind: 'sign-in', to: 'cora@example.org' })).toHaveLength(2);
  const acts = await app.dataSource.query(
    `select act from audit where detail->>'address' = 'cora@example.org' order by id`,
  );
  expect(acts).toEqual([{ act: 'staff-invited' }, { act: 'coordinator-given' }, { act: 'coordinator-given' }]);
});

test('two who invite the same address at once make one account', async () => {
  await Promise.all([1, 2, 3].map(() => accounts.invite('twin@example.org', coordinator(one), boss)));
  expect((await accounts.list()).filter(({ email }) => email === 'twin@example.org')).toHaveLength(1);
});

test('a change gives, takes and promotes at once, in sessions that are open too', async () => {
  await accounts.invite('mo@example.org', coordinator(one), boss);
  const { id } = await find('mo@example.org');
  const cookie = await sessionOf(app, { id });
  const status = async (path: string) => (await visit(app, path, { cookie })).status;
  expect([await status(`/organisations/${one}`), await status(`/organisations/${two}`)]).toEqual([200, 404]);
  await accounts.change(id, coordinator(two), boss);
  expect([await status(`/organisations/${one}`), await status(`/organisations/${two}`)]).toEqual([404, 200]);
  await accounts.change(id, { ...admin, name: 'Mo' }, boss);
  expect([await status(`/organisations/${one}`), await status('/admin/staff')]).toEqual([200, 200]);
  expect((await find('mo@example.org')).organisations).toEqual([]);
  await accounts.end(id, boss);
  expect(await status('/organisations')).toBe(303);
  await expect(accounts.change(id, admin, boss)).rejects.toThrow('no such account');
  await accounts.invite('mo@example.org', coordinator(one), boss);
  expect(await find('mo@example.org')).toMatchObject({ id, endedAt: null, role: 'coordinator' });
});

test('there is always an admin, and nobody undoes themselves', async () => {
  await expect(accounts.end(boss.id, boss)).rejects.toThrow('Nobody ends their own account');
  await expect(accounts.change(boss.id, coordinator(), boss)).rejects.toThrow('Nobody changes their own role');
  await expect(accounts.end(boss.id, commandLine)).rejects.toThrow('the only administrator');
  await accounts.invite('second@example.org', admin, boss);
  const second = await find('second@example.org');
  const other = { id: second.id, address: second.email };
  const both = await Promise.allSettled([accounts.end(second.id, boss), accounts.end(boss.id, other)]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await accounts.list()).filter(({ role, endedAt }) => role === 'admin' && !endedAt)).toHaveLength(1);
});
