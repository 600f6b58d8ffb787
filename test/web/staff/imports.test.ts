import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Links } from '../../../src/links/links.js';
import { Suppressions } from '../../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeMember, makeOrganisation } from '../../support/factories.js';
import { send, visit, type Page } from '../../support/pages.js';
import { ENCODERS } from '../../support/rosters.js';
import { makeStaff, sessionOf } from '../../support/staff.js';
import { everything } from '../../support/tables.js';
import { until } from '../../support/until.js';

let app: TestApp;
let cora: { cookie: string };
let own: string;
let core: string;
beforeAll(async () => {
  app = await startApp();
  own = (await makeOrganisation(app, { name: 'Quay Cycles' })).id;
  const staff = await makeStaff(app, 'cora@example.org', 'coordinator', [own]);
  cora = { cookie: await sessionOf(app, staff) };
  [{ id: core }] = await app.dataSource.query<[{ id: string }]>(`select id from programme where slug = 'core'`);
});
afterAll(() => app.stop());

const imports = (rest = '') => `/organisations/${own}/imports${rest}`;
/** What a page says, without its markup. */
const words = ({ html }: Page) =>
  html
    .split('<main')[1]!
    .split('</main')[0]!
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

/** Uploads a file, pastes a text, or neither. */
async function upload(content?: string | Buffer, fields: Record<string, string> = {}): Promise<Page> {
  const form = new FormData();
  if (content !== undefined) form.set('file', new Blob([new Uint8Array(Buffer.from(content))]), 'roster “März”.csv');
  for (const [name, value] of Object.entries({ programme: core, text: '', ...fields })) form.set(name, value);
  const request = { method: 'POST', body: form, headers: cora, redirect: 'manual' } as const;
  const response = await fetch(new URL(imports(), app.url), request);
  const { status, headers } = response;
  return { status, html: await response.text(), headers, location: headers.get('location') };
}

/** The columns page as it was proposed, sent off. @returns the path of the import */
async function goOn(
  columnsPath: string,
  change: (form: [string, string][]) => [string, string][] = (form) => form,
): Promise<string> {
  const { html } = await visit(app, columnsPath, cora);
  const chosen = [...html.matchAll(/<select[\s\S]*?<\/select>/g)].map(
    ([select]) => / value="(\w*)" selected/.exec(select)?.[1] ?? '',
  );
  const form: [string, string][] = chosen.map((meaning) => ['columns', meaning]);
  if (/id="header"[^>]* checked/.test(html)) form.push(['header', 'yes']);
  const { status, location } = await send(app, columnsPath, change(form), cora);
  expect([status, location]).toEqual([303, columnsPath.replace('/columns', '')]);
  return location!;
}
const arrived = (path: string, heading: string) =>
  until(async () => {
    const page = await visit(app, path, cora);
    return page.html.includes(`<h1>${heading}`) && page;
  });
const figures = ({ html }: Page) =>
  Object.fromEntries(
    [...html.matchAll(/<dt>([^<]*)<\/dt><dd>([\d,]+)<\/dd>/g)].map(([, name, count]) => [name, Number(count)]),
  );

test('what cannot be read is refused beside the field, and nothing of it is kept', async () => {
  expect(words(await visit(app, imports(), cora))).toContain('Nothing has been imported yet.');
  const before = await everything(app.dataSource);
  for (const [page, status, what] of [
    [await upload(), 422, 'Choose a file, or paste the rows below.'],
    [await upload(''), 422, 'Choose a file, or paste the rows below.'],
    [await upload(' \r\n ,, \n'), 422, 'This has no rows in it.'],
    [await upload(Buffer.from('504b030414000600', 'hex')), 422, 'choose "Save as" and "CSV UTF-8"'],
    [await upload('email\na@b.example\n', { programme: '999' }), 422, 'Choose a programme from the list.'],
    [await upload(Buffer.alloc(21 * 1024 * 1024, 'a@b.example\n')), 413, 'This file is larger than 20 MB.'],
    [await upload(undefined, { text: 'a'.repeat(1024 * 1024 + 1) }), 413, 'This is more than 1 MB of text.'],
  ] as const) {
    expect([what, page.status]).toEqual([what, status]);
    expect(words(page)).toContain(what);
    expect(page.html).toMatch(/role="alert"[\s\S]*aria-invalid="true"/);
  }
  expect((await send(app, imports(), {}, cora)).status).toBe(422);
  expect(await everything(app.dataSource)).toEqual(before);
});

test('columns are recognised in any encoding, and can be corrected', async () => {
  for (const encode of [ENCODERS['UTF-16 LE'], ENCODERS['Windows-1252'], ENCODERS['UTF-8 with byte-order mark']]) {
    const { location } = await upload(encode('Vorname;Surname;E-mail;Day\nZoë;Müller;zoe@encoded.example;Thursday\n'));
    const page = await visit(app, location!, cora);
    expect(words(page)).toContain('This is how roster “März”.csv reads.');
    expect(words(page)).toMatch(/Vorname Zoë .*Surname Müller .*E-mail zoe@encoded\.example .*Day Thursday/);
    const path = await goOn(location!, ([, ...rest]) => [['columns', 'first'], ...rest]);
    await arrived(path, 'This is what would happen');
    const rows = await app.dataSource.query('select name, address, weekday from roster_row where import_id = $1', [
      path.split('/').at(-1),
    ]);
    expect(rows).toEqual([{ name: 'Zoë Müller', address: 'zoe@encoded.example', weekday: 4 }]);
    await send(app, `${path}/cancel`, {}, cora);
  }
  // A header nobody knows, pasted from a spreadsheet.
  const { location } = await upload(undefined, { text: 'Anschrift\tWer\nann@told.example\tAnn\n' });
  expect(words(await visit(app, location!, cora))).toContain('We could not tell the columns of Pasted text.');
  const refused = await send(
    app,
    location!,
    [
      ['columns', ''],
      ['columns', 'full'],
      ['header', 'yes'],
    ],
    cora,
  );
  expect([refused.status, words(refused).includes('Say which column has the e-mail addresses.')]).toEqual([422, true]);
  expect(refused.html).toMatch(/value="full" selected/);
  const path = await goOn(location!, () => [
    ['columns', 'address'],
    ['columns', 'full'],
    ['header', 'yes'],
  ]);
  expect(figures(await arrived(path, 'This is what would happen'))).toEqual({ New: 1, 'Known already': 0, Faulty: 0 });
  // Looked at, and corrected again: now the first row counts as a person too.
  await goOn(`${path}/columns`, (form) => form.filter(([name]) => name !== 'header'));
  expect(figures(await arrived(path, 'This is what would happen'))).toEqual({ New: 1, 'Known already': 0, Faulty: 1 });
  await send(app, `${path}/cancel`, {}, cora);
  expect(words(await visit(app, path, cora))).toContain('What was done by then stays: 0 people invited');
  expect((await send(app, `${path}/start`, {}, cora)).status).toBe(409);
  expect((await visit(app, `${path}/columns`, cora)).status).toBe(409);
});

test('an import from upload to undo: what is said before is what happens, and each row can be taken away', async () => {
  await makeMember(app, { organisationId: own, address: 'known@quay.example', takes: ['core'] });
  await makeMember(app, { address: 'elsewhere@quay.example' });
  await app.get(Suppressions).suppress(app.get(Links).addressHash('left@quay.example'), 'unsubscribed');
  const rows = [
    'Name,Email',
    '=cmd() Ann,ann@quay.example',
    'Known,known@quay.example',
    'Bo,bo@quay.example',
    '-Bo,BO@quay.example',
  ];
  const faults = Array.from({ length: 60 }, (_, index) => `+Nobody ${index},nonsense`);
  const { location } = await upload(
    [...rows, 'E,elsewhere@quay.example', 'L,left@quay.example', ...faults].join('\r\n'),
  );
  const path = await goOn(location!);
  const preview = await arrived(path, 'This is what would happen');
  const counts = { New: 2, 'Known already': 1, 'Stand in an earlier row too': 1, Faulty: 60 };
  expect(figures(preview)).toEqual({ ...counts, 'Cannot be added': 2 });
  expect(words(preview)).toContain('Each gets an invitation by mail, and starts when they say yes. Invite 2 people');
  expect(words(preview)).toMatch(
    /Row 5 .*stands in an earlier row too .*Row 6 .*this address could not be added .*Row 7 .*this address could not be added .*Row 8 .*faulty .*Page 1 of 2/,
  );
  expect(words(await visit(app, `${path}?page=1`, cora))).toMatch(/Row 67 .*Earlier · Page 2 of 2/);
  expect(await app.dataSource.query(`select 1 from member where address like '%n@quay.example'`)).toHaveLength(1);

  // Watching: the stream ends when there is something else to see.
  await send(app, `${path}/start`, {}, cora);
  const stream = await fetch(new URL(`${path}/live`, app.url), { headers: cora });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  expect(await stream.text()).toMatch(/event: end/);
  const done = await arrived(path, 'Done');
  expect(done.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(figures(done)).toEqual({ ...counts, 'Could not be added': 2 });
  expect(words(done)).toContain('2 people invited.');
  expect(words(await visit(app, imports(), cora))).toMatch(
    /roster “März”\.csv 16 March 2026, 00:00 cora@example\.org Done Rows: 66 Added: 2 To look at: 62/,
  );

  const file = await fetch(new URL(`${path}/rows.csv`, app.url), { headers: cora });
  expect(file.headers.get('content-disposition')).toMatch(/attachment; filename="import-\d+\.csv"/);
  const table = parse(Buffer.from(await file.arrayBuffer()), { bom: true });
  expect(table).toHaveLength(67);
  expect(table.slice(0, 7)).toEqual([
    ['row', 'name', 'address', 'outcome', 'problem'],
    ['2', "'=cmd() Ann", 'ann@quay.example', 'added', ''],
    ['3', 'Known', 'known@quay.example', 'known already', ''],
    ['4', 'Bo', 'bo@quay.example', 'added', ''],
    ['5', "'-Bo", 'BO@quay.example', 'stands in an earlier row too', ''],
    ['6', 'E', 'elsewhere@quay.example', 'could not be added', 'address: this address could not be added'],
    ['7', 'L', 'left@quay.example', 'could not be added', 'address: this address could not be added'],
  ]);
  for (const cell of table.flat()) expect(cell).not.toMatch(/^[=+\-@]/);

  const before = await everything(app.dataSource);
  for (const page of [
    imports(),
    imports('/new'),
    path,
    `${path}?page=9`,
    `${path}/rows.csv`,
    `${path}/live`,
    `/organisations/${own}/people/new`,
  ])
    expect([page, (await visit(app, page, cora)).status]).toEqual([page, 200]);
  expect(await everything(app.dataSource)).toEqual(before);

  expect(words(done)).toContain('Possible until 17 March 2026, 00:00');
  expect((await send(app, `${path}/undo`, {}, cora)).status).toBe(303);
  const undone = await visit(app, path, cora);
  expect(words(undone)).toContain('2 people removed.');
  expect(undone.html).not.toContain('/undo');
  expect((await send(app, `${path}/undo`, {}, cora)).status).toBe(409);
  const audit = words(await visit(app, `/organisations/${own}/audit`, cora));
  expect(audit).toMatch(
    /took an import back .*kept: 0; removed: 2; withdrawn: 0 .*began an import .*new: 2; .*rows: 66/,
  );
});

test('an import of another organisation is not there', async () => {
  const theirs = (await makeOrganisation(app, { name: 'Theirs' })).id;
  const [{ id }] = await app.dataSource.query<[{ id: string }]>('select max(id) as id from roster_import');
  await app.dataSource.query('update roster_import set organisation_id = $1 where id = $2', [theirs, id]);
  for (const rest of ['', '/columns', '/rows.csv', '/live'])
    expect([rest, (await visit(app, imports(`/${id}${rest}`), cora)).status]).toEqual([rest, 404]);
  for (const rest of ['/columns', '/start', '/cancel', '/undo'])
    expect([rest, (await send(app, imports(`/${id}${rest}`), {}, cora)).status]).toEqual([rest, 404]);
});

test('one person is added by the rules of a roster, and who could not be is told apart by nobody', async () => {
  const form = `/organisations/${own}/people/new`;
  const add = (fields: Record<string, string>) =>
    send(app, form, { name: '', programme: core, weekday: '', time: '', ...fields }, cora);
  expect(words(await visit(app, form, cora))).toContain('Usual at Quay Cycles: Tuesdays at 09:00.');
  expect((await add({ name: 'Pat Lee', address: 'pat@quay.example', weekday: '4', time: '10:30' })).location).toBe(
    `${form}?said=added`,
  );
  expect(words(await visit(app, `${form}?said=added`, cora))).toContain('An invitation is on its way.');
  expect(
    await app.dataSource.query(
      `select m.name, c.weekday, c.time, e.state from member m join cadence c on c.member_id = m.id join enrolment e on e.member_id = m.id where m.address = 'pat@quay.example'`,
    ),
  ).toEqual([{ name: 'Pat Lee', weekday: 4, time: '10:30:00', state: 'invited' }]);
  const before = await everything(app.dataSource);
  for (const [fields, what] of [
    [{ address: '' }, 'Give an e-mail address.'],
    [{ address: 'nonsense' }, 'This has no @, as in name@example.org.'],
    [{ address: 'x@quay.example', name: 'see https://evil.example' }, 'This has a link in it.'],
    [{ address: 'x@quay.example', weekday: '9' }, 'This is not a weekday'],
    [{ address: 'x@quay.example', programme: '' }, 'Choose a programme from the list.'],
    [{ address: 'PAT@quay.example' }, 'Somebody with this address takes part'],
  ] as const) {
    const page = await add(fields);
    expect([what, page.status, words(page).includes(what)]).toEqual([what, 422, true]);
  }
  const [left, elsewhere] = [
    await add({ address: 'left@quay.example' }),
    await add({ address: 'elsewhere@quay.example' }),
  ];
  expect(words(left)).toContain('This address could not be added.');
  expect(left.html.replaceAll('left@', '')).toBe(elsewhere.html.replaceAll('elsewhere@', ''));
  expect(await everything(app.dataSource)).toEqual(before);
  const audit = words(await visit(app, `/organisations/${own}/audit`, cora));
  expect(audit).toMatch(/added a person: Pat Lee .*programme: Core steps/);
});
