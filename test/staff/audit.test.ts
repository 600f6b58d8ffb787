import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Actor, Audit, type AuditEntry, commandLine } from '../../src/staff/audit.service.js';
import { StaffTidy } from '../../src/staff/staff-tidy.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember } from '../support/factories.js';
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

test('entries are searched by who, where, whom, what and when', async () => {
  const ada = await makeStaff(app, 'ada@example.org');
  const admin = { cookie: await sessionOf(app, ada) };
  const member = await makeMember(app, { name: 'Maya Patel' });
  const organisationId = member.organisationId;
  const audit = app.get(Audit);
  const by = { id: ada.id, address: ada.email };
  const write = (entry: Omit<AuditEntry, 'actor'>, actor: Actor = by) =>
    audit.write(app.dataSource.manager, { actor, ...entry });
  await write({ act: 'people-paused', organisationId, memberId: member.id });
  await write({ act: 'people-paused', organisationId }, commandLine);
  await app.at('2027-05-01T22:59:59Z');
  await write({ act: 'logo-removed' });
  await app.at('2027-05-01T23:00:00Z');
  await write({ act: 'people-resumed', organisationId, memberId: member.id });
  const acts = async (query: string, path = '/admin/audit') => {
    const { html } = await visit(app, `${path}?${query}`, admin);
    return [...html.matchAll(/<tr>\s*<td>[^<]*<\/td>\s*<td>([^<]*)<\/td>\s*<td>([^<:]*)/g)].map(
      ([, actor, act]) => `${actor!.split('@')[0]} ${act}`,
    );
  };
  const [paused, resumed] = ['ada paused', 'ada had lessons go on'];
  expect(await acts(`who=${ada.id}`)).toEqual([resumed, 'ada removed the logo', paused]);
  expect(await acts(`who=none&act=people-paused`)).toEqual(['the command line paused']);
  expect(await acts(`member=${member.id}`)).toEqual([resumed, paused]);
  expect(await acts('organisation=MILL+lane+joinery&act=people-resumed')).toEqual([resumed]);
  expect(await acts('organisation=%25&act=people-resumed')).toEqual([]);
  // Days are the centre's: in London it is the second of May an hour before midnight in Greenwich.
  expect(await acts('from=2027-05-01&to=2027-05-01')).toEqual(['ada removed the logo']);
  expect(await acts('from=2027-05-02')).toEqual([resumed]);
  const own = `/organisations/${organisationId}/audit`;
  expect(await acts('', own)).toEqual([resumed, 'the command line paused', paused]);
  expect(await acts('who=none', own)).toEqual(['the command line paused']);
  expect((await visit(app, own, admin)).html).toMatch(/Anybody[\s\S]*ada@example\.org[\s\S]*Maya Patel<\/a>/);
  for (const odd of ["who=x'", 'member=1e9', 'from=yesterday', 'act=%00', 'who=a&who=b', 'before=-1'])
    expect((await visit(app, `/admin/audit?${odd}`, admin)).status).toBe(200);
  expect((await visit(app, '/admin/audit?act=passkey-added', admin)).html).toContain('Nothing like that');
});
