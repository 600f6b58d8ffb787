import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import { makeMember, makeOrganisation, makeProgramme } from '../../support/factories.js';
import { send, visit } from '../../support/pages.js';
import { makeStaff, sessionOf } from '../../support/staff.js';

let app: TestApp;
let admin: { cookie: string };
beforeAll(async () => {
  app = await startApp();
  admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
});
afterAll(() => app.stop());

test('the list counts who takes part, who has started and who has finished', async () => {
  const { id } = await makeOrganisation(app, { name: 'Mill Lane Joinery' });
  await makeProgramme(app, { slug: 'all' });
  const members = [];
  for (let one = 0; one < 4; one++) members.push(await makeMember(app, { organisationId: id, takes: ['all'] }));
  const [started, finished, , erased] = members;
  await app.dataSource.query('update enrolment set started_at = $1 where member_id = any($2)', [
    app.clock.now(),
    [started!.id, finished!.id, erased!.id],
  ]);
  await app.dataSource.query(`update enrolment set state = 'finished', finished_at = $1 where member_id = $2`, [
    app.clock.now(),
    finished!.id,
  ]);
  await app.dataSource.query('update member set erased_at = $1, address = null where id = $2', [
    app.clock.now(),
    erased!.id,
  ]);
  const { html } = await visit(app, '/organisations', admin);
  const cells = [...html.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, ''));
  expect(cells).toEqual(['Mill Lane Joinery', 'Trades and construction', 'People: 3', 'Started: 2', 'Finished: 1']);
});

test('the list is searched and leafed through', async () => {
  for (let one = 0; one < 60; one++)
    await makeOrganisation(app, { name: `Firm ${String(one).padStart(2, '0')} 100%_x` });
  const names = async (query: string) => {
    const { html } = await visit(app, `/organisations?${query}`, admin);
    return [...html.matchAll(/href="\/organisations\/\d+">([^<]+)</g)].map(([, name]) => name!);
  };
  expect(await names('name=firm')).toHaveLength(50);
  expect(await names('name=firm&page=1')).toHaveLength(10);
  expect(await names('name=FIRM+07')).toEqual(['Firm 07 100%_x']);
  expect(await names('name=0%25_')).toHaveLength(50);
  expect(await names('name=7_x')).toEqual([]);
  expect(await names('name=firm&page=99999999')).toHaveLength(50);
  expect((await visit(app, '/organisations?name=zzz', admin)).html).toContain('No organisation with “zzz”');
});

test('an organisation is made, renamed, and starts its people at a slot of its own', async () => {
  const made = await send(app, '/organisations', { name: '  Harbour   Café ' }, admin);
  const page = made.location!.split('?')[0]!;
  expect((await visit(app, page, admin)).html).toMatch(/Not known[\s\S]*Tuesdays at 09:00, as everywhere/);
  const form = {
    name: 'Harbour Café',
    sector: 'hospitality',
    size: '2-9',
    nation: 'scotland',
    emergingTechnology: 'yes',
  };
  const slot = { ownSlot: 'yes', weekday: '4', time: '10:30', zone: 'Europe/London' };
  expect((await send(app, page, { ...form, ...slot }, admin)).location).toBe(`${page}?said=saved`);
  const { html } = await visit(app, page, admin);
  expect(html).toMatch(
    /<h1>Harbour Café[\s\S]*Hospitality and travel[\s\S]*Scotland[\s\S]*Thursdays at 10:30, by the clock/,
  );
  expect(html).toMatch(/id="ownSlot"[^>]* checked[\s\S]*<option value="4" selected>Thursday/);

  const kept = () => app.dataSource.query('select * from organisation where id = $1', [page.split('/').at(-1)]);
  const before = await kept();
  for (const [wrong, what] of [
    [{ name: 'FIRM 07 100%_x' }, 'There is an organisation of this name already.'],
    [{ name: '' }, 'Give the name of the organisation.'],
    [{ name: 'see https://evil.example' }, 'Leave out addresses and links.'],
    [{ sector: 'banking' }, 'Choose from the list, or leave it open.'],
    [{ time: '05:00' }, 'Choose a time between 07:00 and 19:59.'],
    [{ zone: 'Mars/North' }, 'Choose a time zone from the list.'],
  ] as const) {
    const refused = await send(app, page, { ...form, ...slot, ...wrong }, admin);
    expect([refused.status, refused.html.includes(what)]).toEqual([422, true]);
  }
  expect(await kept()).toEqual(before);

  await send(app, page, form, admin);
  expect(await kept()).toEqual([expect.objectContaining({ weekday: null, time: null, zone: null })]);
  const audits = async () => (await app.dataSource.query('select 1 from audit')).length;
  const count = await audits();
  expect((await send(app, page, form, admin)).status).toBe(303);
  expect(await audits()).toBe(count);
});

test('pages of staff are not kept, and only those with a passkey run our script', async () => {
  for (const path of ['/organisations', '/admin/staff', '/admin/audit']) {
    const { headers } = await visit(app, path, admin);
    expect([headers.get('cache-control'), headers.get('x-robots-tag')]).toEqual(['no-store', 'noindex']);
    expect(headers.get('content-security-policy')).not.toContain('script-src');
  }
  for (const path of ['/sign-in', '/staff', '/staff/passkey']) {
    const { headers, html } = await visit(app, path, admin);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toMatch(/;script-src 'self';connect-src 'self'$/);
    for (const [, script] of html.matchAll(/<script src="([^"]+)"/g))
      expect((await visit(app, script!)).headers.get('content-type')).toContain('text/javascript');
  }
});
