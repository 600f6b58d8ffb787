import { Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { extract } from 'tar-stream';
import { ProgrammesService } from '../../../src/programmes/programmes.service.js';
import { programmeFiles } from '../../../src/programmes/write-files.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeProgramme, publish } from '../../support/factories.js';
import { lessonText, plainWords } from '../../support/lessons.js';
import { send, visit } from '../../support/pages.js';
import { makeStaff, sessionOf } from '../../support/staff.js';

let app: TestApp;
let ada: { cookie: string };
let max: { cookie: string };
beforeAll(async () => {
  app = await startApp();
  ada = { cookie: await sessionOf(app, await makeStaff(app, 'ada@example.org')) };
  max = { cookie: await sessionOf(app, await makeStaff(app, 'max@example.org')) };
});
afterAll(() => app.stop());

const plain = (html: string) =>
  html.replaceAll('&#x27;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&').replace(/\s+/g, ' ');
/** A page as it is read. */
const read = (html: string) => plain(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
/** What a page's form holds, as a browser would send it. */
function formIn(html: string): Record<string, string> {
  const form = html.slice(
    html.indexOf('<form id="lesson"'),
    html.indexOf('</form>', html.indexOf('<form id="lesson"')),
  );
  const values: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const [, name] = /name="([^"]+)"/.exec(tag)!;
    const [, value = ''] = /value="([^"]*)"/.exec(tag) ?? [];
    if (!tag.includes('type="checkbox"') || / checked/.test(tag)) values[name!] = plain(value);
  }
  for (const [, name, value] of form.matchAll(/<textarea[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/textarea>/g))
    values[name!] = value!.replaceAll('&#x27;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  for (const [, name, inside] of form.matchAll(/<select[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    values[name!] = /value="([^"]+)" selected/.exec(inside!)![1]!;
  return values;
}
const page = '/admin/lessons/doors/doors-1';
const form = async (path = page) => formIn((await visit(app, path, ada)).html);
const everything = () =>
  Promise.all(
    ['draft', 'step', 'programme', 'revision', 'file_change', 'audit', 'delivery'].map((table) =>
      app.dataSource.query(`select * from ${table} order by 1`),
    ),
  );

test('a lesson is saved with its faults, which stand beside their fields, and is not published with them', async () => {
  await makeProgramme(app, { slug: 'doors', lessons: 3 });
  const good = await form();
  expect(good).toMatchObject({ title: 'Lesson doors-1', minutes: '5', version: '0', revision: '1' });
  const bad = { ...good, minutes: '90', 'questions.0.choices.1.why': '', markdown: plainWords(20) };

  for (const button of ['publish', 'plan', 'test']) {
    const before = await everything();
    const { status, html } = await send(app, `${page}/${button}`, { ...bad, publishAt: '2027-01-01T09:00' }, ada);
    expect(status).toBe(422);
    expect(plain(html)).toContain('<a href="#minutes">Minutes: expected 1 to 15 minutes</a>');
    expect(plain(html)).toContain('<p class="problem" id="minutes-problem">expected 1 to 15 minutes</p>');
    expect(plain(html)).toContain('<a href="#questions.0.choices.1.why">Question 1, answer 2, why it is right or wrong: expected text</a>'); // prettier-ignore
    expect(formIn(html)).toEqual(bad);
    expect(await everything()).toEqual(before);
  }
  expect(await app.mails({ to: 'ada@example.org' })).toEqual([]);

  expect((await send(app, `${page}/draft`, bad, ada)).location).toBe(`${page}?said=saved`);
  const saved = await visit(app, page, ada);
  expect(plain(saved.html)).toContain('<p class="problem" id="minutes-problem">expected 1 to 15 minutes</p>');
  expect(formIn(saved.html)).toEqual({ ...bad, version: expect.stringMatching(/^[1-9]\d*$/) });
  // What the schema passes is held to the same rules as `programmes check`.
  const short = await send(app, `${page}/check`, { ...good, markdown: plainWords(20), action: '' }, ada);
  expect(JSON.parse(short.html)).toEqual({
    problems: [
      { field: 'markdown', label: 'Text', problem: 'expected 120 to 230 words, found 20' },
      { field: 'action', label: 'The one action', problem: 'expected an action' },
    ],
  });
  const late = { ...(await form()), ...good, version: (await form())['version']!, title: 'Another' };
  const refused = async (publishAt: string) => {
    const { status, html } = await send(app, `${page}/plan`, { ...late, publishAt }, ada);
    return [status, /id="publishAt-problem">([^<]+)</.exec(html)?.[1]];
  };
  expect(await refused('')).toEqual([422, 'Choose a day and a time.']);
  expect(await refused('2026-03-15T23:00')).toEqual([422, 'Choose a time that is to come.']);
  expect((await send(app, `${page}/plan`, { ...late, publishAt: '2026-07-01T09:00' }, ada)).status).toBe(303);
  expect(read((await visit(app, page, ada)).html)).toContain('published by itself on 1 July 2026, 09:00');
  expect(read((await visit(app, '/admin/lessons', ada)).html)).toContain('Planned for 1 July 2026, 09:00');
  expect((await send(app, `${page}/call-off`, {}, ada)).location).toBe(`${page}?said=called-off`);
});

test('the second of two is told what the first did, and loses nothing', async () => {
  const own = await form();
  const other = { ...own, title: 'A lock by Max' };
  expect((await send(app, `${page}/draft`, other, max)).status).toBe(303);
  for (const button of ['draft', 'publish']) {
    const { status, html } = await send(app, `${page}/${button}`, { ...own, title: 'A lock by Ada' }, ada);
    expect(status).toBe(409);
    expect(read(html)).toContain('While you wrote, max@example.org saved a draft on 16 March 2026, 00:00.');
    expect(html).toMatch(/Taken away: [\s\S]*?<del>Ada<\/del>[\s\S]*?Added: [\s\S]*?<ins>Max<\/ins>/);
    expect(formIn(html)['title']).toBe('A lock by Ada');
    // Having seen it, it is theirs to say.
    if (button === 'publish') expect((await send(app, `${page}/draft`, formIn(html), ada)).status).toBe(303);
  }
  expect((await form())['title']).toBe('A lock by Ada');
  expect((await send(app, `${page}/discard`, { version: own['version']!, revision: '1' }, max)).status).toBe(409);
  const { version, revision } = await form();
  expect((await send(app, `${page}/discard`, { version: version!, revision: revision! }, max)).status).toBe(303);
  expect((await form())['title']).toBe('Lesson doors-1');
});

test('looking changes nothing: previews are the mail and the page, in a frame where nothing runs', async () => {
  const typed = { ...(await form()), title: 'A <better> lock' };
  const before = await everything();
  const look = (as: string) => send(app, `${page}/preview`, { ...typed, as }, ada);
  for (const as of ['wide', 'narrow', 'text', 'page']) {
    const { status, html, headers } = await look(as);
    expect(status).toBe(200);
    expect(html).toContain(as === 'text' ? 'Subject: Lesson 1: A <better> lock' : 'A &lt;better&gt; lock');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'self'; sandbox allow-same-origin$/); // prettier-ignore
  }
  expect((await look('wide')).html).toBe((await look('narrow')).html);
  expect((await look('page')).html).toMatch(/All about doors · Week 1 of 3 · 5 minutes/);
  expect((await look('page')).html).not.toContain('Your account');
  const unfit = await send(app, `${page}/preview`, { ...typed, minutes: '' }, ada);
  expect(read(unfit.html)).toContain('No preview yet It comes when this is mended: Minutes: expected a whole number');
  expect((await visit(app, `${page}/preview?as=text`, ada)).html).toContain('Subject: Lesson 1: Lesson doors-1');
  await send(app, `${page}/check`, typed, ada);
  await visit(app, `${page}/file`, ada);
  await send(app, `${page}/file`, { text: lessonText() }, ada);
  expect(await everything()).toEqual(before);
  const { headers } = await visit(app, page, ada);
  expect(headers.get('content-security-policy')).toContain("script-src 'self';connect-src 'self'");
});

test('a lesson goes out and comes in as a file', async () => {
  const { html: text, headers } = await visit(app, `${page}/file`, ada);
  expect(headers.get('content-disposition')).toBe('attachment; filename=01-doors-1.md');
  expect(text).toMatch(/^---\ntitle: Lesson doors-1\nminutes: 5\n/);
  const whole = await fetch(new URL('/admin/lessons/doors/export', app.url), { headers: ada });
  expect(whole.headers.get('content-disposition')).toBe('attachment; filename=doors.tar');
  const files: { path: string; text: string }[] = [];
  for await (const entry of Readable.from([Buffer.from(await whole.arrayBuffer())]).pipe(extract()))
    files.push({ path: entry.header.name, text: await readAll(entry) });
  expect(files).toEqual(programmeFiles(await app.get(ProgrammesService).syllabus('doors')));
  expect(files[1]!.text).toBe(text);
  const pasted = await send(app, `${page}/file`, { text: text.replace('minutes: 5', 'minutes: 7') }, ada);
  expect(pasted.status).toBe(200);
  expect(formIn(pasted.html)).toEqual({ ...(await form()), minutes: '7' });
  const odd = await send(app, `${page}/file`, { text: text.replace('minutes: 5', 'minutes: lots') }, ada);
  expect(plain(odd.html)).toContain('Minutes: expected a whole number of minutes');
  const broken = await send(app, `${page}/file`, { text: '---\ntitle: [\n---\nText' }, ada);
  expect([broken.status, /id="text-problem">([^<]+)</.exec(broken.html)![1]]).toEqual([422, expect.stringMatching(/^line \d: /)]); // prettier-ignore
});

test('steps are moved, added, retired and brought back, and the list says what state each is in', async () => {
  const order = async () => {
    const { lessons } = await app.get(ProgrammesService).syllabus('doors');
    return lessons.map(({ step }) => step.slug).join(' ');
  };
  const act = (path: string, body: Record<string, string> = {}) => send(app, `/admin/lessons/${path}`, body, ada);
  const { html } = await visit(app, '/admin/lessons', ada);
  expect(html).toMatch(/name="to" value="2" aria-label="Move “Lesson doors-3” up"/);
  expect((await act('doors/doors-3/move', { to: '2' })).location).toBe('/admin/lessons?said=moved#doors-doors-3');
  expect(await order()).toBe('doors-1 doors-3 doors-2');
  expect((await act('doors/doors-3/move', { to: 'x' })).status).toBe(422);
  await act('doors/doors-1/retire');
  expect(await order()).toBe('doors-3 doors-2');
  await act('doors/doors-1/bring-back');
  expect(await order()).toBe('doors-1 doors-3 doors-2');
  const added = await act('doors', { title: 'Keep the key!' });
  expect(added.location).toBe('/admin/lessons/doors/keep-the-key');
  expect(await order()).toBe('doors-1 doors-3 doors-2');
  const twice = await act('doors', { title: 'Keep the key' });
  expect([twice.status, read(twice.html).includes('There is a lesson of this name already')]).toEqual([422, true]);
  const list = read((await visit(app, '/admin/lessons', ada)).html);
  expect(list).toMatch(/4 Keep the key! keep-the-key Not published yet Draft by ada@example.org, 16 March 2026, 00:00 Only here/); // prettier-ignore
  expect(list).toContain('The order was changed here on 16 March 2026');
  expect(list).toContain('Only for: Legal');
  const fresh = await form('/admin/lessons/doors/keep-the-key');
  const words = { ...(await form()), title: 'Keep the key!', version: fresh['version']!, revision: '0' };
  expect((await act('doors/keep-the-key/publish', words)).status).toBe(303);
  expect(await order()).toBe('doors-1 doors-3 doors-2 keep-the-key');
  expect((await act('doors/order-by-files')).location).toBe('/admin/lessons?said=order-by-files');
});

test('what waits for somebody is on top: lessons changed on both sides, and old sources with who should look', async () => {
  const programme = await makeProgramme(app, { slug: 'walls', lessons: 1 });
  const ours = await form('/admin/lessons/walls/walls-1');
  await send(app, '/admin/lessons/walls/walls-1/publish', { ...ours, title: 'Our wall' }, max);
  await publish(app, programme, [{ title: 'title: Their wall' }]);
  const { html } = await visit(app, '/admin/lessons', ada);
  const waiting = html.slice(html.indexOf('id="changes"'), html.indexOf('id="core"'));
  expect(read(waiting)).toContain('Here by max@example.org. The file');
  expect(waiting).toMatch(/<del>Our<\/del>[\s\S]*<ins>Their<\/ins>/);
  const hash = /name="hash" value="([^"]+)"/.exec(waiting)![1]!;
  const taken = await send(app, '/admin/lessons/walls/walls-1/choose', { hash, words: 'file' }, ada);
  expect(taken.location).toBe('/admin/lessons?said=file-taken');
  expect((await form('/admin/lessons/walls/walls-1'))['title']).toBe('Their wall');
  expect((await visit(app, '/admin/lessons', ada)).html).not.toContain('id="changes"');

  await send(app, '/admin/lessons/walls/walls-1/publish', { ...(await form('/admin/lessons/walls/walls-1')), title: 'Ours again' }, max); // prettier-ignore
  await app.at('2027-05-21T12:00:00Z');
  expect((await visit(app, '/admin/lessons', ada)).html).not.toContain('Sources to look at');
  await app.at('2027-05-22T12:00:00Z');
  const old = read((await visit(app, '/admin/lessons', ada)).html);
  expect(old).toMatch(/Ours again A source Checked: 22 November 2026 Who should look: max@example.org/);
  expect(old).toMatch(/Lesson doors-2 A source Checked: 22 November 2026 Who should look: Any administrator/);
  await app.dataSource.query(`update staff_user set ended_at = now() where email = 'max@example.org'`);
  expect(read((await visit(app, '/admin/lessons', ada)).html)).not.toContain('Who should look: max@example.org');
  expect(read((await visit(app, '/admin/lessons/walls/walls-1', ada)).html)).toContain('more than 180 days ago');

  const audit = read((await visit(app, '/admin/audit', ada)).html);
  for (const words of [
    'saved a draft of a lesson lesson: doors/doors-1',
    'planned a lesson to be published',
    'called off a planned lesson',
    'threw the draft of a lesson away',
    'moved a lesson to: 2; lesson: doors/doors-3',
    'retired a lesson',
    'brought a retired lesson back',
    'added a lesson lesson: doors/keep-the-key',
    'published a lesson lesson: doors/keep-the-key; revision: 1',
    "took the words of a lesson's file",
    'gave the order of lessons back to the files',
  ])
    expect(audit).toContain(words);
});
