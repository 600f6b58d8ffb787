import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Plan } from '../../src/drip/plan.js';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { RosterImport } from '../../src/enrolments/roster-import.js';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeOrganisation, makeProgramme } from '../support/factories.js';
import { lessonsOf } from '../support/lesson-rows.js';
import { linkInMail, send, signUpForm, visit } from '../support/pages.js';
import { withRoster } from '../support/rosters.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let admin: { cookie: string };
beforeAll(async () => {
  app = await startApp();
  admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
  await makeProgramme(app, { slug: 'six', lessons: 6 });
});
afterAll(() => app.stop());

const kinds = async (to: string) => (await app.mails({ to })).map(({ kind }) => kind);
const statesOf = async (memberId: string) => {
  const rows = await app.dataSource.query<{ state: string }[]>(
    'select state from enrolment where member_id = $1 order by id',
    [memberId],
  );
  return rows.map(({ state }) => state);
};

test('an organisation ends: one last mail to its people, and nothing more to anybody of it', async () => {
  const { id } = await makeOrganisation(app, { name: 'Harbour Café' });
  const path = `/organisations/${id}`;
  const [active, finished, left, invited] = [
    await makeMember(app, { organisationId: id, takes: ['six'], address: 'active@cafe.example.org' }),
    await makeMember(app, { organisationId: id, takes: ['six'], address: 'finished@cafe.example.org' }),
    await makeMember(app, { organisationId: id, takes: ['six'], address: 'left@cafe.example.org' }),
    await makeMember(app, { organisationId: id, confirmedAt: null, address: 'invited@cafe.example.org' }),
  ];
  const db = app.dataSource.manager;
  const { id: six } = await app.get(Enrolments).programme(db, 'six', 'programme');
  await app.get(Enrolments).invite(db, [invited.id], six);
  await app.dataSource.query(`update enrolment set state = 'finished' where member_id = $1`, [finished.id]);
  await app.get(Suppressions).suppress(left.addressHash, 'unsubscribed');
  const coordinator = await makeStaff(app, 'cora@example.org', 'coordinator', [id]);
  const session = { cookie: await sessionOf(app, coordinator) };
  // A lesson and a reminder wait.
  await app.at('2026-03-17T09:00:00Z');
  await app.get(Plan).tick(0);
  await app.dataSource.query(
    `insert into delivery (kind, subject_id, recipient_id, address_hash, urgent, zone, due_at, expires_at, next_try_at)
     values ('reminder', 1, $1, $2, false, 'Europe/London', $3, $3::timestamptz + interval '2 days', $3)`,
    [finished.id, finished.addressHash, '2026-03-18T09:00:00Z'],
  );

  const page = (await visit(app, `${path}/end`, admin)).html;
  expect(page).toMatch(/2 people take part[\s\S]*Invitations that wait \(1\)/);
  for (const name of ['', 'Harbour']) expect((await send(app, `${path}/end`, { name }, admin)).status).toBe(422);
  expect((await send(app, `${path}/end`, { name: 'Harbour Café' }, session)).status).toBe(404);
  expect(new Set(await statesOf(active.id))).toEqual(new Set(['active']));
  expect((await send(app, `${path}/end`, { name: ' harbour café' }, admin)).location).toBe(path);

  await app.tick();
  for (const day of ['2026-03-18', '2026-03-24', '2026-03-31']) {
    await app.at(`${day}T09:30:00Z`);
    await app.tick();
  }
  expect(await kinds('active@cafe.example.org')).toEqual(['farewell']);
  expect(await kinds('finished@cafe.example.org')).toEqual(['farewell']);
  expect(await kinds('left@cafe.example.org')).toEqual([]);
  expect(await kinds('invited@cafe.example.org')).toEqual([]);
  expect(await lessonsOf(app, active.id)).toEqual(['six-1 cancelled 03-17T09:00']);
  const mail = (await app.source((await app.mails({ to: 'active@cafe.example.org' }))[0]!.id)).replace(/=\r\n/g, '');
  expect(mail).toMatch(/Auto-Submitted: auto-generated/i);
  expect(mail).not.toMatch(/List-Unsubscribe|\/unsubscribe\//);

  expect((await visit(app, path, session)).status).toBe(404);
  const { html } = await visit(app, path, admin);
  expect(html).toMatch(/It ended on 17 March 2026/);
  expect(html).not.toMatch(/Change it<\/h2>|Invite a coordinator/);
  expect((await visit(app, '/organisations?name=harbour', admin)).html).toContain('(ended)');
  for (const [to, form] of [
    ['', { name: 'Harbour Café' }],
    ['/coordinators', { address: 'new@example.org' }],
    ['/end', { name: 'Harbour Café' }],
    ['/programmes/six', {}],
    ['/merge', { into: '1' }],
  ] as [string, Record<string, string>][]) {
    const refused = await send(app, `${path}${to}`, form, admin);
    expect([to, refused.status, refused.html.includes('has ended')]).toEqual([to, 409, true]);
  }
  const acts = await app.dataSource.query<{ act: string; detail: object }[]>(
    'select act, detail from audit where organisation_id = $1 order by id',
    [id],
  );
  expect(acts).toEqual([
    { act: 'coordinator-taken', detail: { address: 'cora@example.org' } },
    { act: 'organisation-ended', detail: { name: 'Harbour Café', people: 2, coordinators: 1 } },
  ]);

  // An invitation that lies in a mailbox still starts nobody, nor does the own page.
  const [{ id: enrolment }] = await app.dataSource.query<[{ id: string }]>(
    'select id from enrolment where member_id = $1',
    [invited.id],
  );
  await app.dataSource.query(`update enrolment set invited_at = $1`, [app.clock.now()]);
  expect((await send(app, app.get(Links).url('invitation', enrolment))).status).toBe(409);
  await app.get(Enrolments).enrol(db, [finished.id], six);
  await app.at('2026-04-07T09:30:00Z');
  await app.tick();
  expect(await kinds('finished@cafe.example.org')).toEqual(['farewell']);

  // The name is free for another, which gets none of its people.
  await withRoster('email\nactive@cafe.example.org\nnew@cafe.example.org\n', async (file) => {
    const order = { file, organisation: 'Harbour Café', programme: 'six', confirmed: true, dryRun: false };
    expect(await app.get(RosterImport).run(order)).toMatchObject({ created: 1, suppressed: 1 });
  });
});

test('who signs up anew afterwards goes on, for another organisation, where they were', async () => {
  const { id } = await makeOrganisation(app, { name: 'Quay Cycles' });
  const member = await makeMember(app, { organisationId: id, takes: ['core'], address: 'jo@quay.example.org' });
  await app.at('2026-04-14T09:30:00Z');
  await app.tick();
  const first = (await lessonsOf(app, member.id)).map((line) => line.split(' ').slice(0, 2).join(' '));
  expect(first).toEqual(['start-with-people sent']);
  await send(app, `/organisations/${id}/end`, { name: 'Quay Cycles' }, admin);
  await app.tick();

  const form = { ...signUpForm, address: 'Jo@quay.example.org', organisation: 'Jo alone' };
  await send(app, '/sign-up', form);
  const confirm = await linkInMail(app, 'confirm', 'confirm', 'jo@quay.example.org');
  expect((await send(app, confirm)).html).toContain('Tuesday 21 April');
  await app.at('2026-04-21T09:30:00Z');
  await app.tick();
  const lessons = (await lessonsOf(app, member.id)).map((line) => line.split(' ').slice(0, 2).join(' '));
  expect(lessons).toEqual(['start-with-people sent', 'lock-your-email sent']);
  const [now] = await app.dataSource.query<[object]>(
    'select o.name from member m join organisation o on o.id = m.organisation_id where m.id = $1',
    [member.id],
  );
  expect(now).toEqual({ name: 'Jo alone' });
});

test('everybody of an organisation is enrolled in one more programme, but for who left it or gets no mail', async () => {
  const { id } = await makeOrganisation(app, { name: 'Three Rivers' });
  const page = `/organisations/${id}/programmes`;
  await makeProgramme(app, { slug: 'more', title: 'More of it' });
  await makeProgramme(app, { slug: 'tech', entry: 'offered', emergingTechnology: true });
  const people = [];
  for (let n = 0; n < 4; n++) people.push(await makeMember(app, { organisationId: id, takes: ['six'] }));
  const [takes, left, withdrawn, plain] = people;
  await app.get(Suppressions).suppress(left!.addressHash, 'bounced');
  const { id: more } = await app.get(Enrolments).programme(app.dataSource.manager, 'more', 'programme');
  await app.get(Enrolments).enrol(app.dataSource.manager, [withdrawn!.id], more);
  await app.dataSource.query(`update enrolment set state = 'withdrawn' where member_id = $1 and programme_id = $2`, [
    withdrawn!.id,
    more,
  ]);
  const session = { cookie: await sessionOf(app, await makeStaff(app, 'c@example.org', 'coordinator', [id])) };
  expect((await visit(app, page, session)).html).toMatch(/More of it[\s\S]*This enrols 2 people/);
  expect((await send(app, `${page}/tech`, {}, session)).status).toBe(409);
  expect((await send(app, `${page}/nothing`, {}, session)).status).toBe(404);
  expect((await send(app, `${page}/more`, {}, session)).location).toBe(`${page}?enrolled=2`);
  expect((await send(app, `${page}/more`, {}, session)).location).toBe(`${page}?enrolled=0`);
  const rows = await app.dataSource.query<{ member: string }[]>(
    `select member_id as member from enrolment where programme_id = $1 and state = 'active' order by member_id`,
    [more],
  );
  expect(rows.map(({ member }) => member)).toEqual([takes!.id, plain!.id]);
  const acts = await app.dataSource.query(`select detail from audit where act = 'programme-given'`);
  expect(acts).toEqual([{ detail: { programme: 'more', people: 2 } }]);
});
