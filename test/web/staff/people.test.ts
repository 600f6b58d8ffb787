import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Suppressions } from '../../../src/mail/suppressions.js';
import { PeopleActs } from '../../../src/staff/people/people-acts.service.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeMember, makeOrganisation, makeProgramme } from '../../support/factories.js';
import { makePeople } from '../../support/many-people.js';
import { send, visit } from '../../support/pages.js';
import { makeStaff, sessionOf } from '../../support/staff.js';

let app: TestApp;
let ours: string;
let theirs: string;
let programmeId: string;
let coordinator: { cookie: string };
let path: string;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  ours = (await makeOrganisation(app, { name: 'Ours' })).id;
  theirs = (await makeOrganisation(app, { name: 'Theirs' })).id;
  programmeId = (await makeProgramme(app, { slug: 'seven', lessons: 7 })).id;
  coordinator = { cookie: await sessionOf(app, await makeStaff(app, 'cora@example.org', 'coordinator', [ours])) };
  path = `/organisations/${ours}/people`;
});
afterAll(() => app.stop());

const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, values);
/** A page with its addresses as they are. */
const plain = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
/** Texts of the cells of the list, row by row. */
const rows = (html: string) =>
  [...html.matchAll(/<tr>\s*<td class="ticks">([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, ' ').trim()),
  );
const notice = (html: string) => /role="status">\s*<p>([\s\S]*?)<\/p>/.exec(html)?.[1];
const follow = async (to: string | null) => visit(app, to!, coordinator);
const paused = async (organisation: string) =>
  (
    await query<{ n: number }>(
      `select count(*)::int as n from cadence join member on id = member_id where organisation_id = $1 and paused_until > $2`,
      [organisation, app.clock.now()],
    )
  )[0]!.n;

test('an organisation without people says what to do', async () => {
  const { html } = await visit(app, path, coordinator);
  expect(html).toContain(`<a href="/organisations/${ours}/imports/new">Import a list of people</a>`);
  expect(html).toContain(`<a href="${path}/new">add one</a>`);
  expect(html).toContain('aria-current="page">People</a>');
});

test('the list shows, sorts, filters and pages through many; the address holds all of it', async () => {
  await makePeople(app, ours, programmeId, 1_200);
  const { html } = await visit(app, `${path}?page=7`, coordinator);
  expect(html).toContain('1,200 people');
  expect(html).toContain('Page 8 of 12');
  expect(rows(html)).toHaveLength(100);
  expect(rows(html)[0]!.slice(0, 2)).toEqual(['Person 00701', expect.stringMatching(/^person701@/)]);
  expect(plain(html)).toMatch(/<th scope="col" aria-sort="ascending"><a href="[^"]*people\?sort=-name">Name<\/a>/);
  expect(html.match(/aria-sort/g)).toHaveLength(1);
  const back = await visit(app, `${path}?sort=-done&text=person+000&state=active&page=0`, coordinator);
  expect(plain(back.html)).toContain(
    '<th scope="col" aria-sort="descending"><a href="' + path + '?text=person+000&state=active&sort=done">Done',
  );
  expect(back.html).toMatch(/85 people of 1,200/);
  expect(rows(back.html)[0]!.slice(2)).toEqual([
    'Active',
    expect.stringContaining('6 of 7: Lesson seven-6'),
    expect.stringContaining('Started:'),
    'Done:  3 of 6',
    expect.stringMatching(/Last mail: {2}Lesson, \d+ \w+ 20\d\d/),
    '',
  ]);
  expect(rows((await visit(app, `${path}?text=Person+00007`, coordinator)).html)).toEqual([
    expect.arrayContaining(['Paused until 15 April 2026']),
  ]);
  const nobody = await visit(app, `${path}?text=zzz`, coordinator);
  expect(nobody.html).toContain('Nobody matches.');
  expect((await visit(app, `${path}?page=12`, coordinator)).html).toContain('This page is beyond the last.');
  // What makes no sense in an address is left out.
  for (const odd of [
    'sort=nothing',
    'state=x',
    'page=-1',
    'page=1e9',
    'started=maybe',
    'programme=x',
    'text[]=1',
    'act=x',
    'act=99',
  ])
    expect([odd, (await visit(app, `${path}?${odd}`, coordinator)).status]).toEqual([odd, 200]);
});

test('an act on many is seen first, done in one go, and undone for those nobody has changed since', async () => {
  const before = await paused(ours);
  const form = { act: 'pause', until: '2026-05-01', who: 'all', 'filter.text': 'person 001', 'filter.sort': '-name' };
  const chosen = await send(app, `${path}/acts`, form, coordinator);
  expect(chosen.location).toMatch(new RegExp(`^${path}/acts/\\d+\\?text=person\\+001&sort=-name$`));
  const preview = await follow(chosen.location);
  expect(preview.html).toContain('<h1>Pause until 1 May 2026</h1>');
  expect(preview.html).toContain('This touches 100 people.');
  expect(preview.html).toMatch(/<li>Person 00100, person100@[^<]*<\/li>[\s\S]*Person 00109[\s\S]*and 90 people more/);
  expect(preview.html).toContain('Do it for 100 people');
  expect(await paused(ours)).toBe(before);

  // Somebody leaves between the look and the deed.
  const [{ hash }] = (await query<{ hash: Buffer }>(
    `select address_hash as hash from member where name = 'Person 00150'`,
  )) as [{ hash: Buffer }];
  await app.get(Suppressions).suppress(hash, 'unsubscribed');
  const action = /<form class="actions" method="post" action="([^"]+)"/.exec(plain(preview.html))![1]!;
  const done = await send(app, action, {}, coordinator);
  expect(await send(app, action, {}, coordinator)).toMatchObject({ status: 303, location: done.location });
  const list = await follow(done.location);
  expect(notice(list.html)).toBe('99 people: paused until 1 May 2026. Left out: 1 “could not be”.');
  expect(rows(list.html)[0]![0]).toBe('Person 00199');
  // every seventh was paused before, until another day
  expect(await paused(ours)).toBe(before + 99 - 14);
  const undo = /action="([^"]+\/undo)"/.exec(list.html)![1]!;

  // One goes on by an own wish in the meantime.
  await query(`update cadence set paused_until = null from member where id = member_id and name = 'Person 00160'`);
  const undone = await send(app, undo, {}, coordinator);
  const after = await follow(undone.location);
  expect(notice(after.html)).toBe(
    'Undone: Pause until 1 May 2026, for 98 people. 1 person had been changed since, and stayed as they are.',
  );
  expect(after.html).not.toContain('/undo"');
  expect(await paused(ours)).toBe(before);
  expect((await send(app, undo, {}, coordinator)).location).toBe(undone.location);
  const audit = await visit(app, `/organisations/${ours}/audit`, coordinator);
  expect(audit.html).toMatch(
    /took back an act on people[\s\S]*people: 98[\s\S]*cora@example\.org<\/td>\s*<td>paused<\/td>[\s\S]*until: 2026-05-01; people: 99/,
  );
  expect(audit.html.match(/<td>paused<\/td>/g)).toHaveLength(1);
});

test('what is wrong in the form of an act is said beside it, and what was ticked stays so', async () => {
  const [one] = await query<{ id: string }>(`select id from member where name = 'Person 00002'`);
  for (const [form, what] of [
    [{ act: 'pause' }, 'Give a number of weeks, or the day on which lessons begin again.'],
    [{ act: 'pause', weeks: '2', until: '2026-05-01' }, 'Give weeks or a day, not both.'],
    [{ act: 'pause', weeks: '0' }, 'Give one week or more.'],
    [{ act: 'pause', until: '2026-03-16' }, 'Choose a day from tomorrow on, within a year.'],
    [{ act: 'pause', until: 'soon' }, 'Choose the day on which lessons begin again.'],
    [{ act: 'move', weekday: '8', time: '09:00' }, 'Choose a day.'],
    [{ act: 'move', weekday: '1', time: '06:59' }, 'Choose a time between 07:00 and 19:59.'],
    [{ act: 'enrol', programme: '' }, 'Choose a programme.'],
    [{ act: 'enrol', programme: '999999' }, 'Choose a programme from the list.'],
    [{ act: 'waive', step: '999999', reason: 'because' }, 'Choose a step from the list.'],
    [{ act: 'waive', step: '1', reason: ' ' }, 'Say why.'],
    [{ act: 'banish' }, 'Choose what to do.'],
    [{}, 'Choose what to do.'],
  ] as const) {
    const refused = await send(app, `${path}/acts`, { ...form, member: one!.id }, coordinator);
    expect([form, refused.status, refused.html.includes(what)]).toEqual([form, 422, true]);
    expect(refused.html).toContain('aria-label="Choose Person 00002" checked');
    const alone = await send(app, `${path}/${one!.id}`, form, coordinator);
    expect([form, alone.status, alone.html.includes(what)]).toEqual([form, 422, true]);
  }
  const none = await send(app, `${path}/acts`, { act: 'resume', who: 'ticked' }, coordinator);
  expect([none.status, none.html.includes('Tick somebody first.')]).toEqual([422, true]);
});

test('who coordinates one organisation can do nothing with people of another', async () => {
  const stranger = await makeMember(app, { organisationId: theirs, takes: ['seven'], name: 'Stranger' });
  const mine = await makeMember(app, { organisationId: ours, takes: ['seven'], name: 'Mine' });
  const admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
  const act = await app.get(PeopleActs).choose(theirs, { act: 'remove' }, [stranger.id]);
  const before = await query('select * from member join cadence on member_id = id where id = $1', [stranger.id]);
  for (const own of [path, `/organisations/${theirs}/people`]) {
    expect((await visit(app, `${own}/${stranger.id}`, coordinator)).status).toBe(404);
    for (const [to, form] of [
      ['', { act: 'remove' }],
      ['', { act: 'pause', weeks: '2' }],
      ['/name', { name: 'Mallory' }],
      ['/address', { address: 'mallory@example.org' }],
      ['/lessons', { lesson: '1-1' }],
    ] as const)
      expect((await send(app, `${own}/${stranger.id}${to}`, form, coordinator)).status).toBe(404);
    for (const to of [`/acts/${act}`, `/acts/${act}/undo`])
      expect((await send(app, `${own}${to}`, {}, coordinator)).status).toBe(404);
    expect((await visit(app, `${own}/acts/${act}`, coordinator)).status).toBe(404);
  }
  const chosen = await send(
    app,
    `${path}/acts`,
    [
      ['act', 'remove'],
      ['member', stranger.id],
      ['member', mine.id],
    ],
    coordinator,
  );
  const preview = await follow(chosen.location);
  expect(preview.html).toContain('Remove 1 person for good');
  expect(preview.html).not.toContain('Stranger');
  await send(app, chosen.location!, {}, coordinator);
  expect(await query('select * from member join cadence on member_id = id where id = $1', [stranger.id])).toEqual(
    before,
  );
  expect(await query('select name, address from member where id = $1', [mine.id])).toEqual([
    { name: '', address: null },
  ]);
  expect((await visit(app, `${path}/${mine.id}`, coordinator)).status).toBe(404);
  expect((await visit(app, `/organisations/${theirs}/people/${stranger.id}`, admin)).status).toBe(200);
  for (const odd of ['x', '0', '-1', '9'.repeat(30), 'new1'])
    expect([odd, (await visit(app, `${path}/${odd}`, coordinator)).status]).toEqual([odd, 404]);
});

test('a lesson is sent again from the page of who had it, and what cannot be is said', async () => {
  const [had] = await query<{ id: string; enrolment: string }>(
    `select m.id, e.id as enrolment from member m join enrolment e on e.member_id = m.id where m.name = 'Person 00004'`,
  );
  const [first, last] = await query<{ id: string }>(
    `select id from step where slug in ('seven-1', 'seven-7') order by position`,
  );
  const page = `${path}/${had!.id}`;
  const { html } = await visit(app, page, coordinator);
  expect(html).toContain(`<option value="${had!.enrolment}-${first!.id}">All about seven, 1: Lesson seven-1</option>`);
  expect(html).not.toContain(`value="${had!.enrolment}-${last!.id}"`);
  const again = () => send(app, `${page}/lessons`, { lesson: `${had!.enrolment}-${first!.id}` }, coordinator);
  const sent = await again();
  expect((await follow(sent.location)).html).toMatch(/The lesson is on its way again\.[\s\S]*sent 2 times, on its way/);
  const twice = await again();
  expect([twice.status, twice.html.includes('this lesson is on its way already')]).toEqual([422, true]);
  const never = await send(app, `${page}/lessons`, { lesson: `${had!.enrolment}-${last!.id}` }, coordinator);
  expect([never.status, never.html.includes('has not reached them yet')]).toEqual([422, true]);
  const [other] = await query<{ id: string }>(`select id from enrolment where member_id <> $1 limit 1`, [had!.id]);
  for (const lesson of [`${other!.id}-${first!.id}`, '1-999999'])
    expect((await send(app, `${page}/lessons`, { lesson }, coordinator)).status).toBe(404);
  expect((await send(app, `${page}/lessons`, { lesson: 'x' }, coordinator)).status).toBe(422);
  expect(await query(`select round from delivery where recipient_id = $1 and round > 0`, [had!.id])).toEqual([
    { round: 1 },
  ]);
});

test('one person: facts, steps without answers, and every act from its page', async () => {
  const member = await makeMember(app, { organisationId: ours, takes: ['seven'], name: 'Jo Bloggs', origin: 'roster' });
  const page = `${path}/${member.id}`;
  const say = async (to: string, form: Record<string, string>) => {
    const sent = await send(app, to, form, coordinator);
    expect([form, sent.status]).toEqual([form, 303]);
    return (await follow(sent.location)).html;
  };
  const html = await say(`${page}/name`, { name: '  Joanna   Bloggs ' });
  expect(html).toContain('<h1>Joanna Bloggs</h1>');
  expect(html).toMatch(/Tuesdays at 09:00, by the clock of Europe\/London[\s\S]*Tuesday 17 March at 09:00/);
  expect(html).toMatch(/All about seven[\s\S]*0 of 7 done[\s\S]*1\. Lesson seven-1/);
  expect(notice(await say(page, { act: 'pause', weeks: '3' }))).toBe('1 person: paused until 6 April 2026.');
  expect((await visit(app, page, coordinator)).html).toContain('Paused until 6 April 2026');
  expect(notice(await say(page, { act: 'resume' }))).toBe('1 person: go on with their lessons.');
  expect(notice(await say(page, { act: 'move', weekday: '4', time: '10:30', zone: 'Europe/Paris' }))).toBe(
    '1 person: moved to Thursdays at 10:30.',
  );
  const [step] = await query<{ id: string }>(`select id from step where slug = 'seven-2'`);
  const waived = await say(page, { act: 'waive', step: step!.id, reason: 'Has a  licence\nfor it' });
  expect(waived).toMatch(/2\. Lesson seven-2<br><span class="soft">Waived: Has a licence for it \(cora@example\.org/);
  expect(waived).toContain('0 of 6 done');
  await say(page, { act: 'unwaive', step: step!.id });
  expect((await visit(app, page, coordinator)).html).not.toContain('Waived:');
  expect(notice(await say(page, { act: 'withdraw', from: '' }))).toBe('1 person: taken out of everything.');
  expect(notice(await say(page, { act: 'enrol', programme: programmeId }))).toBe(
    '1 person: put into “All about seven”.',
  );
  const again = await send(app, page, { act: 'enrol', programme: programmeId }, coordinator);
  expect([again.status, again.html.includes('this person takes it already')]).toEqual([422, true]);
  expect((await visit(app, page, coordinator)).html).toContain(
    'Mail arrives at this address, and whoever reads it has said yes',
  );
  const refused = await send(app, `${page}/address`, { address: 'new@example.org' }, coordinator);
  expect([refused.status, refused.html.includes('Mail arrives at this address')]).toEqual([422, true]);
  const acts = await query<{ act: string }>('select act from audit where member_id = $1 order by id', [member.id]);
  expect(acts.map(({ act }) => act)).toEqual([
    'person-renamed',
    'people-paused',
    'people-resumed',
    'people-moved',
    'step-waived',
    'step-asked-again',
    'people-withdrawn',
    'people-enrolled',
  ]);
  const removed = await say(page, { act: 'remove' });
  expect(notice(removed)).toBe('1 person: removed.');
  expect(removed).not.toContain('/undo"');
});
