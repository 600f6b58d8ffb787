import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Plan } from '../../src/drip/plan.js';
import { RosterImport } from '../../src/enrolments/roster-import.js';
import { filling } from '../../src/staff/organisation-merge.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeOrganisation, makeProgramme } from '../support/factories.js';
import { handedOver, lessonsOf } from '../support/lesson-rows.js';
import { send, visit } from '../support/pages.js';
import { withRoster } from '../support/rosters.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let admin: { cookie: string };
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
  await makeProgramme(app, { slug: 'six', lessons: 6 });
});
afterAll(() => app.stop());

const coordinators = async (id: string) => {
  const rows = await app.dataSource.query<{ email: string }[]>(
    `select email from coordinator_of c join staff_user u on u.id = c.staff_user_id where organisation_id = $1 order by 1`,
    [id],
  );
  return rows.map(({ email }) => email);
};

test('people move with what they take, coordinators are joined, and nobody gets anything twice', async () => {
  const unknown = { sector: null, size: null, nation: null };
  const from = await makeOrganisation(app, { name: 'Mill Lane', emergingTechnology: true });
  const into = await makeOrganisation(app, { name: 'Mill Lane Joinery', ...unknown, size: '10-49' });
  await app.dataSource.query(
    `update organisation set weekday = 4, time = '10:30', zone = 'Europe/London' where id = $1`,
    [from.id],
  );
  const [moved, stayed] = [
    await makeMember(app, { organisationId: from.id, takes: ['six'] }),
    await makeMember(app, { organisationId: into.id, takes: ['six'] }),
  ];
  await makeStaff(app, 'both@example.org', 'coordinator', [from.id, into.id]);
  const one = { cookie: await sessionOf(app, await makeStaff(app, 'one@example.org', 'coordinator', [from.id])) };
  await app.at('2026-03-17T09:00:00Z');
  await app.get(Plan).tick(0);

  const page = `/organisations/${from.id}/merge`;
  expect((await visit(app, page, admin)).html).toMatch(/Which one stays\?[\s\S]*Mill Lane Joinery/);
  const preview = (await visit(app, `${page}?into=${into.id}`, admin)).html.replace(/\s+/g, ' ');
  expect(preview).toMatch(/One person moves \(with lessons to come: 1\)/);
  expect(preview).toMatch(/both@example\.org, one@example\.org/);
  expect(preview).toMatch(
    /Sector: Trades and construction.*Nation: England.*Thursdays at 10:30.*Emerging technology: Yes/,
  );
  expect(preview).not.toMatch(/Size:/);
  const before = await app.dataSource.query('select id, recipient_id, state, due_at from delivery order by id');

  for (const wrong of [{}, { into: 'x' }, { into: from.id }])
    expect((await send(app, page, wrong as Record<string, string>, admin)).status).toBe(422);
  expect((await send(app, page, { into: '999999' }, admin)).status).toBe(404);
  expect((await send(app, page, { into: into.id }, one)).status).toBe(404);
  expect((await send(app, page, { into: into.id }, admin)).location).toBe(`/organisations/${into.id}?said=merged`);

  expect(await app.dataSource.query('select id, recipient_id, state, due_at from delivery order by id')).toEqual(
    before,
  );
  await app.get(Plan).tick(0);
  await handedOver(app);
  await app.at('2026-03-24T09:00:00Z');
  await app.get(Plan).tick(0);
  for (const { id } of [moved, stayed])
    expect(await lessonsOf(app, id)).toEqual(['six-1 sent 03-17T09:00', 'six-2 planned 03-24T09:00']);
  expect(await coordinators(into.id)).toEqual(['both@example.org', 'one@example.org']);
  expect(await coordinators(from.id)).toEqual([]);
  const [kept] = await app.dataSource.query<[object]>(
    'select name, sector, size, nation, weekday, time, emerging_technology as tech from organisation where id = $1',
    [into.id],
  );
  expect(kept).toEqual({
    name: 'Mill Lane Joinery',
    sector: 'trades',
    size: '10-49',
    nation: 'england',
    weekday: 4,
    time: '10:30:00',
    tech: true,
  });
  expect((await visit(app, `/organisations/${into.id}`, one)).status).toBe(200);

  for (const path of ['', '/audit', '/merge', '/end'])
    expect((await visit(app, `/organisations/${from.id}${path}`, admin)).status).toBe(404);
  const { html } = await visit(app, '/organisations?name=mill+lane', admin);
  expect(html).not.toContain(`/organisations/${from.id}"`);
  expect((await send(app, `/organisations/${into.id}/merge`, { into: from.id }, admin)).status).toBe(404);
  const acts = await app.dataSource.query<{ on: string; detail: object }[]>(
    `select organisation_id as on, detail from audit where act = 'organisation-merged' order by id`,
  );
  const joined = 'both@example.org, one@example.org';
  const detail = { from: 'Mill Lane', into: 'Mill Lane Joinery', people: 1, coordinators: joined };
  expect(acts).toEqual([
    { on: from.id, detail },
    { on: into.id, detail },
  ]);
});

test('a roster for the name that went means the one that stayed, as does one that went on from there', async () => {
  const names = ['Quay Bikes', 'Quay Bicycles', 'Quay Cycles'];
  const ids: string[] = [];
  for (const name of names) ids.push((await makeOrganisation(app, { name })).id);
  for (const [n, id] of ids.slice(0, 2).entries())
    await send(app, `/organisations/${id}/merge`, { into: ids[n + 1]! }, admin);
  await withRoster('name,email\nJo Bloggs,jo@quay.example.org\n', async (file) => {
    const order = { file, organisation: 'QUAY BIKES', programme: 'six', confirmed: true, dryRun: false };
    expect(await app.get(RosterImport).run(order)).toMatchObject({ created: 1 });
  });
  const rows = await app.dataSource.query<object[]>(
    `select organisation_id as id from member where address = 'jo@quay.example.org'`,
  );
  expect(rows).toEqual([{ id: ids[2] }]);
  // The name itself is free again: the one that stayed may take it.
  const form = { name: 'Quay Bikes', sector: 'retail' };
  expect((await send(app, `/organisations/${ids[2]}`, form, admin)).status).toBe(303);
});

test('two that are merged into each other at the same moment end as one', async () => {
  const [a, b] = [await makeOrganisation(app, { name: 'Twin' }), await makeOrganisation(app, { name: 'Twin' })];
  const answers = await Promise.all([
    send(app, `/organisations/${a.id}/merge`, { into: b.id }, admin),
    send(app, `/organisations/${b.id}/merge`, { into: a.id }, admin),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303, 404]));
});

test('what is known wins over what is not, and nothing that is known is lost', () => {
  const base = { emergingTechnology: false, weekday: null, time: null, zone: null };
  const known = { sector: 'legal', size: '1', nation: 'wales' };
  const from = { ...base, ...known, weekday: 2, time: '09:00:00', zone: 'UTC' } as Parameters<typeof filling>[0];
  const none = { ...base, sector: null, size: null, nation: null } as Parameters<typeof filling>[0];
  expect(filling(from, none)).toEqual({ ...known, weekday: 2, time: '09:00:00', zone: 'UTC' });
  expect(filling(none, from)).toEqual({});
});
