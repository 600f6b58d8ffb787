import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Invitations } from '../../src/enrolments/invitations.service.js';
import { RosterImport, type RosterOrder, type RosterReport } from '../../src/enrolments/roster-import.js';
import { Invalid } from '../../src/errors.js';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeOrganisation } from '../support/factories.js';
import { linkInMail, send, visit } from '../support/pages.js';
import { withRoster } from '../support/rosters.js';
import { everything } from '../support/tables.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const order = { programme: 'core', confirmed: false, dryRun: false };
const importRoster = (content: string | Buffer, wishes: Partial<RosterOrder> & { organisation: string }) =>
  withRoster(content, (file) => app.get(RosterImport).run({ ...order, file, ...wishes }));
const counts = ({ rows, created, known, suppressed, faulty }: RosterReport) => ({
  rows,
  created,
  known,
  suppressed,
  faulty,
});
const sql = (text: string, values: unknown[] = []) => app.dataSource.query<Record<string, unknown>[]>(text, values);
const suppress = (address: string) =>
  app.get(Suppressions).suppress(app.get(Links).addressHash(address), 'unsubscribed');
const membersOf = async (organisation: string) =>
  (
    await sql(
      'select m.address from member m join organisation o on o.id = m.organisation_id where o.name = $1 order by m.address',
      [organisation],
    )
  ).map((row) => row['address']);

test('every row is told apart, and each fault named by row and field', async () => {
  await makeMember(app, { address: 'elsewhere@example.net' });
  await suppress('left@example.net');
  const roster = [
    'Name;E-Mail;Day;Time',
    'Ann Lee;ann@good.example;Thursday;10:30',
    'Bob;not an address;;',
    'Cy;cy@good.example;Someday;25:00',
    ';ANN@good.example;;',
    'Dee;elsewhere@example.net;;',
    'Eve;left@example.net;;',
    'Fay http://evil.example;fay@good.example;;',
    'Gus;gus@good.example;;',
  ].join('\r\n');
  const report = await importRoster(roster, { organisation: ' Good  Ltd ' });
  expect(counts(report)).toEqual({ rows: 8, created: 2, known: 1, suppressed: 2, faulty: 3 });
  expect(report.errors.map(({ row, field }) => `${row} ${field}`)).toEqual([
    '3 address',
    '4 weekday',
    '4 time',
    '6 address',
    '7 address',
    '8 name',
  ]);
  const [elsewhere, left] = report.errors.filter(({ row }) => row === 6 || row === 7);
  expect(elsewhere!.problem).toBe(left!.problem);
  expect(await membersOf('Good Ltd')).toEqual(['ann@good.example', 'gus@good.example']);
  expect(
    await sql(
      `select weekday, time, zone from cadence c join member m on m.id = c.member_id where address like '%@good.example' order by m.address`,
    ),
  ).toEqual([
    { weekday: 4, time: '10:30:00', zone: 'Europe/London' },
    { weekday: 2, time: '09:00:00', zone: 'Europe/London' },
  ]);
  const again = await importRoster(roster, { organisation: 'GOOD LTD' });
  expect(counts(again)).toEqual({ rows: 8, created: 0, known: 3, suppressed: 2, faulty: 3 });
});

test('a rehearsal changes nothing at all and reports the same', async () => {
  await suppress('gone@rehearsal.example');
  await importRoster('Email\nknown@rehearsal.example\n', { organisation: 'Rehearsal' });
  await app.mails();
  const addresses = ['known', 'gone', 'new', 'other', 'new'].map((name) => `${name}@rehearsal.example`);
  const roster = ['Email', ...addresses, 'nonsense'].join('\n');
  for (const wishes of [
    { organisation: 'Rehearsal', confirmed: false },
    { organisation: 'Rehearsal', confirmed: true },
    { organisation: 'Never seen before', confirmed: true },
  ]) {
    const before = await everything(app.dataSource);
    const rehearsed = await importRoster(roster, { ...wishes, dryRun: true });
    expect(await everything(app.dataSource)).toEqual(before);
    expect(rehearsed.rows).toBe(6);
    if (wishes.confirmed && wishes.organisation === 'Rehearsal')
      expect(await importRoster(roster, wishes)).toEqual(rehearsed);
  }
});

test('without --confirmed each gets an invitation, whose button starts the lessons', async () => {
  await importRoster('Email,Name\nasked@invited.example,Ann\n', { organisation: 'Invited Ltd' });
  const mails = async (kind: string) => app.mails({ kind, to: 'asked@invited.example' });
  await app.at('2026-03-16T10:00:00Z');
  await app.tick();
  expect(await mails('invitation')).toHaveLength(1);
  const link = await linkInMail(app, 'invitation', 'invitation', 'asked@invited.example');
  for (const method of ['GET', 'HEAD']) expect((await fetch(link, { method })).status).toBe(200);
  const state = async () =>
    (
      await sql(`select e.state, c.next_due_at is not null as due, m.confirmed_at is not null as confirmed from enrolment e
      join member m on m.id = e.member_id join cadence c on c.member_id = m.id join programme p on p.id = e.programme_id
      where m.address = 'asked@invited.example' and p.slug = 'core'`)
    )[0];
  expect(await state()).toEqual({ state: 'invited', due: false, confirmed: false });
  const presses = await Promise.all([send(app, link), send(app, link)]);
  expect(presses.map(({ status }) => status)).toEqual([200, 200]);
  expect(await state()).toEqual({ state: 'active', due: true, confirmed: true });
  expect(await mails('welcome')).toHaveLength(1);
});

test('who declines gets no more mail, also when a stale page is used later, and may think otherwise', async () => {
  await importRoster('Email\nno@invited.example\n', { organisation: 'Invited Ltd' });
  const [row] = await sql(
    `select e.id, m.address_hash from enrolment e join member m on m.id = e.member_id where m.address = 'no@invited.example'`,
  );
  const token = app.get(Links).token('invitation', String(row!['id']));
  const reason = () => app.get(Suppressions).reason(row!['address_hash'] as Buffer);
  const invitations = app.get(Invitations);
  await invitations.decline(token);
  await invitations.decline(token);
  expect([(await invitations.open(token)).state, await reason()]).toEqual(['withdrawn', 'unsubscribed']);
  expect(
    counts(await importRoster('Email\nno@invited.example\n', { organisation: 'Invited Ltd', confirmed: true }))
      .suppressed,
  ).toBe(1);
  await invitations.accept(token);
  expect([(await invitations.open(token)).state, await reason()]).toEqual(['active', undefined]);
  await invitations.decline(token);
  expect(await reason()).toBe('unsubscribed');
  expect((await visit(app, `/invitation/${token}x`)).status).toBe(404);
});

test('with --confirmed they start at the next slot, those among them who were only asked so far', async () => {
  const roster = 'Email\none@confirmed.example\ntwo@confirmed.example\n';
  await app.at('2026-03-16T10:00:00Z');
  await importRoster('Email\none@confirmed.example\n', { organisation: 'Confirmed Ltd' });
  const report = await importRoster(roster, { organisation: 'Confirmed Ltd', confirmed: true });
  expect(counts(report)).toMatchObject({ created: 1, known: 1 });
  expect(
    await sql(`select e.state, c.next_due_at, m.confirmed_at from enrolment e join programme p on p.id = e.programme_id and p.slug = 'core'
    join member m on m.id = e.member_id join cadence c on c.member_id = m.id where m.address like '%@confirmed.example'`),
  ).toEqual(
    [1, 2].map(() => ({
      state: 'active',
      next_due_at: new Date('2026-03-17T09:00:00Z'),
      confirmed_at: app.clock.now(),
    })),
  );
  await app.tick();
  await importRoster(roster, { organisation: 'Confirmed Ltd', confirmed: true });
  await app.tick();
  for (const name of ['one', 'two'])
    expect((await app.mails({ to: `${name}@confirmed.example` })).map(({ kind }) => kind)).toEqual(['welcome']);
});

test('duplicates are found across portions, and a repeated or broken-off import loses and doubles nobody', async () => {
  const people = Array.from({ length: 2500 }, (_, index) => `p${index % 2200}@many.example`);
  const roster = ['email', ...people].join('\n');
  await importRoster(['email', ...people.slice(0, 1500)].join('\n'), { organisation: 'Many Ltd', confirmed: true });
  const seen: number[] = [];
  const report = await importRoster(roster, {
    organisation: 'Many Ltd',
    confirmed: true,
    progress: (rows) => seen.push(rows),
  });
  expect(counts(report)).toEqual({ rows: 2500, created: 700, known: 1800, suppressed: 0, faulty: 0 });
  expect(seen).toEqual([1000, 2000, 2500]);
  expect(new Set(await membersOf('Many Ltd')).size).toBe(2200);
  expect(
    await sql(`select count(*)::int as mails, count(distinct recipient_id)::int as people from delivery d
    join member m on m.id = d.recipient_id where kind = 'welcome' and m.address like '%@many.example'`),
  ).toEqual([{ mails: 2200, people: 2200 }]);
  expect(counts(await importRoster(roster, { organisation: 'Many Ltd', confirmed: true }))).toMatchObject({
    created: 0,
    known: 2500,
  });
});

test('two imports at once of the same people add each once, into one organisation', async () => {
  const people = Array.from({ length: 300 }, (_, index) => `p${index}@race.example`);
  const reports = await Promise.all(
    [people, people.toReversed(), people].map((all) =>
      importRoster(['email', ...all].join('\n'), { organisation: 'Race Ltd', confirmed: true }),
    ),
  );
  expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(300);
  expect(reports.map(({ known, created, suppressed }) => [known + created, suppressed])).toEqual(
    [1, 2, 3].map(() => [300, 0]),
  );
  expect(await sql(`select count(*)::int from organisation where name = 'Race Ltd'`)).toEqual([{ count: 1 }]);
});

test.each([
  ['--programme', { organisation: 'Nobody Ltd', programme: 'nope' }, /no programme "nope"; there are .*core/],
  ['--organisation', { organisation: ' \u00a0 ' }, /expected a name/],
  ['--organisation', { organisation: 'x'.repeat(201) }, /expected a name/],
])('a wrong %s is named, and nothing is done', async (field, wishes, problem) => {
  const before = await everything(app.dataSource);
  const refusal: Invalid = await importRoster('Email\nx@nobody.example\n', wishes).then(
    () => Promise.reject(new Error('was taken')),
    (error: Invalid) => error,
  );
  expect(refusal.problems).toEqual([{ field, problem: expect.stringMatching(problem) }]);
  expect(await everything(app.dataSource)).toEqual(before);
});

test('where several organisations have the name, none is chosen', async () => {
  for (const name of ['Twin Ltd', 'TWIN LTD']) await makeOrganisation(app, { name });
  await expect(importRoster('Email\nx@twin.example\n', { organisation: 'twin ltd' })).rejects.toThrow(
    /several organisations/,
  );
  await makeOrganisation(app, { name: 'Hundred% Ltd' });
  await makeOrganisation(app, { name: 'HundredX Ltd' });
  expect((await importRoster('Email\nx@hundred.example\n', { organisation: 'hundred% ltd' })).created).toBe(1);
});

test.each([
  ['no addresses', 'Name,Phone\nAnn,123\n'],
  ['nothing in it', ''],
  ['only faults', 'Email\nx\ny\n'],
  ['no text', Buffer.from('504b0304000000', 'hex')],
])('a file with %s makes no organisation', async (_, content) => {
  const report = await importRoster(content, { organisation: 'Empty Ltd' });
  expect(report).toMatchObject({ created: 0, known: 0, suppressed: 0 });
  expect(report.faulty).toBeGreaterThan(0);
  expect(report.errors.length).toBeGreaterThanOrEqual(report.faulty);
  expect(await sql(`select from organisation where name = 'Empty Ltd'`)).toEqual([]);
});
