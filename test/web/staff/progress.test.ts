import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Links } from '../../../src/links/links.js';
import { Leaving } from '../../../src/members/leaving.service.js';
import { Answering } from '../../../src/progress/answering.service.js';
import { Exports } from '../../../src/staff/exports.service.js';
import { Nudges } from '../../../src/staff/nudges.service.js';
import type { Actor } from '../../../src/staff/audit.service.js';
import { Comparisons } from '../../../src/stats/comparison.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeMember, makeOrganisation, makeProgramme } from '../../support/factories.js';
import { lessonRows } from '../../support/lesson-rows.js';
import { send, visit } from '../../support/pages.js';
import { makeStaff, sessionOf } from '../../support/staff.js';

let app: TestApp;
let page: string;
let as: { cookie: string };
let admin: { cookie: string };
let actor: Actor;
let people: Record<'ann' | 'ben' | 'cat', { id: string; address: string }>;

/** Ann does all of her lessons, Ben begins one, Cat none; it is Thursday after the second. */
beforeAll(async () => {
  app = await startApp();
  await makeProgramme(app, { slug: 'five', lessons: [{}, { title: 'title: Keys & <locks>' }, {}, {}, {}] });
  const { id } = await makeOrganisation(app, { name: 'Mill Lane' });
  page = `/organisations/${id}/progress`;
  const take = (name: string) => makeMember(app, { organisationId: id, name, takes: ['five'] });
  people = { ann: await take('Ann'), ben: await take('=Ben'), cat: await take('Cat') };
  const cora = await makeStaff(app, 'cora@example.org', 'coordinator', [id]);
  actor = { id: cora.id, address: cora.email };
  as = { cookie: await sessionOf(app, cora) };
  admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
  await tick('2026-03-17T09:00:00Z');
  await act(people.ann.id, 0, true);
  await act(people.ben.id, 0);
  await tick('2026-03-24T09:00:00Z');
  await act(people.ann.id, 1, true);
  await app.at('2026-03-26T21:00:00Z');
});
afterAll(() => app.stop());

async function tick(instant: string): Promise<void> {
  await app.at(instant);
  await app.tick();
}

/** Says what became of the action of a lesson, and answers all of its questions too if that is to make it complete. */
async function act(memberId: string, place: number, complete = false): Promise<void> {
  const { id } = (await lessonRows(app, memberId))[place]!;
  const token = app.get(Links).token('lesson', id);
  const [{ part_id: step }] = await app.dataSource.query('select part_id from delivery where id = $1', [id]);
  await app.get(Answering).setOutcome(token, 'done');
  if (complete) await app.get(Answering).answer(token, { [`q-${step}-first`]: [0], [`q-${step}-second`]: [2] });
}

const plain = (html: string) =>
  html
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const nudges = () => app.mails({ kind: 'nudge' });

test('shows who started and who is done by lesson and by person, and never what anybody answered', async () => {
  expect((await visit(app, page, as)).html).toContain('is counted each night; it was not yet.');
  await app.get(Comparisons).tick();
  const { html } = await visit(app, page, as);
  expect(plain(html)).toContain(
    '1 Lesson five-1 Mailed to 3 Started by 2 Done by 1 2 Keys &amp; &lt;locks&gt; Mailed to 3 Started by 1 Done by 1 3 lessons are still ahead.',
  );
  expect(plain(html)).toContain(
    '23 March 2026 Mailed: 3 Done: 1 Share: 33 % 16 March 2026 Mailed: 3 Done: 1 Share: 33 %',
  );
  expect(html).toMatch(/<svg class="chart" role="img" aria-label="Share of lessons done/);
  expect(html).toContain('The average of all organisations is shown from 5 organisations on; one takes part now.');
  const grid = await visit(app, `${page}/five`, as);
  const cells = [...grid.html.matchAll(/<tr>\s*<th scope="row">([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    plain(row!).trim(),
  );
  expect(cells).toEqual(['&#x3D;Ben started mailed', 'Ann done done', 'Cat mailed mailed']);
  expect(grid.html).toContain('Keys &amp; &lt;locks&gt;');
  for (const text of [html, grid.html])
    expect(text).not.toMatch(/correct|\bright\b|wrong|score|Ring a number|not-for-us/i);
  expect((await visit(app, `${page}/nope`, as)).status).toBe(404);
  expect((await visit(app, `${page}/five?page=7`, as)).status).toBe(200);

  const empty = await makeOrganisation(app, { name: 'Quay Cycles' });
  const none = await visit(app, `/organisations/${empty.id}/progress`, admin);
  expect(none.html).toMatch(/Nobody takes part yet[\s\S]*\/imports\/new/);
});

test('from five organisations on it is compared with the average of all', async () => {
  for (let number = 0; number < 4; number++) {
    const { id } = await makeOrganisation(app);
    const one = await makeMember(app, { organisationId: id, takes: ['five'] });
    await app.dataSource.query(
      `insert into delivery (kind, subject_id, part_id, recipient_id, address_hash, urgent, due_at, next_try_at, expires_at, state, attempts)
       select 'lesson', e.id, s.id, m.id, m.address_hash, false, $2, $2, $2, 'sent', 1
       from member m join enrolment e on e.member_id = m.id join step s on s.programme_id = e.programme_id and s.slug = 'five-1' where m.id = $1`,
      [one.id, '2026-03-24T10:00:00Z'],
    );
  }
  await app.at('2026-03-26T22:00:00Z');
  await app.get(Comparisons).tick();
  const { html } = await visit(app, page, as);
  expect(html).toContain('Average of all organisations');
  expect(plain(html)).toContain(
    'Share: 33 % Average of all: 7 % 16 March 2026 Mailed: 3 Done: 1 Share: 33 % Average of all: –',
  );
});

test('a nudge goes once a week at the most, whoever presses and however often, with the newest lesson that waits', async () => {
  const needy = await visit(app, page, as);
  expect(plain(needy.html)).toMatch(/Who may need a nudge .* Cat 2 lessons wait Nudge Cat/);
  expect(needy.html).not.toContain('Nudge all');
  const [cat, ben] = [people.cat, people.ben];
  const organisation = page.split('/')[2]!;
  const pressed = await Promise.all([
    app.get(Nudges).sendOne(organisation, cat.id, actor),
    app.get(Nudges).sendOne(organisation, cat.id, actor),
    app.get(Nudges).sendAll(organisation, actor),
  ]);
  expect(pressed.flatMap((one) => (one === 'sent' || one === 1 ? ['sent'] : []))).toEqual(['sent']);
  expect((await send(app, `${page}/nudges`, {}, as)).location).toBe(`${page}?said=nudged-0#nudges`);
  // It is ten at night: nobody is mailed before seven.
  await app.tick();
  expect(await nudges()).toEqual([]);
  await tick('2026-03-27T07:00:00Z');
  await app.tick();
  expect((await nudges()).map(({ to, subject }) => [to, subject])).toEqual([
    [cat.address, 'A lesson is waiting for you: Keys & <locks>'],
  ]);
  const source = (await app.source((await nudges())[0]!.id)).replace(/=\r\n/g, '');
  expect(source).toContain(app.get(Links).url('lesson', (await lessonRows(app, cat.id))[1]!.id));
  expect(source).toMatch(/Feedback-ID: five-2:nudge:five:[\s\S]*List-Unsubscribe: <http[\s\S]*List-Unsubscribe-Post/);
  expect(plain((await visit(app, page, as)).html)).toMatch(
    /Cat 2 lessons wait; last nudge on Thursday 26 March Take it/,
  );

  // Anybody for whom a lesson waits can be nudged; who is done, has left or is not theirs cannot.
  const press = async (id: string) => (await send(app, `${page}/nudges/${id}`, {}, as)).location?.split('said=')[1];
  expect(await press(ben.id)).toBe('sent#nudges');
  expect(await press(people.ann.id)).toBe('nothing#nudges');
  expect(await press(cat.id)).toBe('recent#nudges');
  for (const id of [(await makeMember(app)).id, '999999', 'x', '0x1']) expect(await press(id)).toBeUndefined();
  // Whoever leaves, or begins, before it goes gets none.
  await app.get(Leaving).leave(app.get(Links).token('unsubscribe', ben.id));
  await app.tick();
  expect(await nudges()).toHaveLength(1);

  // Not a moment before the week is over.
  await app.at('2026-04-02T21:59:59Z');
  expect(await press(cat.id)).toBe('recent#nudges');
  await app.at('2026-04-02T22:00:00Z');
  expect(await press(cat.id)).toBe('sent#nudges');
  await act(cat.id, 1);
  await act(cat.id, 0);
  await tick('2026-04-03T07:00:00Z');
  expect(await nudges()).toHaveLength(1);
  const acts = await app.dataSource.query(`select member_id, actor from audit where act = 'nudge-sent' order by id`);
  expect(acts.map((one: { member_id: string }) => one.member_id)).toEqual([cat.id, ben.id, cat.id]);
  expect((await visit(app, page.replace('progress', 'audit'), as)).html).toMatch(/<td>sent a nudge: <a [^>]*>Cat</);
});

test('what is taken along has people, lessons and dates, no answers, and starts no formula; each time is written down', async () => {
  const csv = await send(app, `${page}/export`, { format: 'csv' }, as);
  expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="progress-\d+\.csv"$/);
  const rows = parse(csv.html, { bom: true, columns: true }) as Record<string, string>[];
  const short = rows.map((row) => [
    row['name'],
    row['step'],
    row['mailedAt']!.slice(0, 10),
    row['startedAt']!.slice(0, 10),
    row['doneAt']!.slice(0, 10),
  ]);
  expect(short).toContainEqual(['Ann', 'five-1', '2026-03-17', '2026-03-17', '2026-03-17']);
  expect(short).toContainEqual(["'=Ben", 'five-1', '2026-03-17', '2026-03-17', '']);
  expect(rows.filter((row) => row['organisation'] !== 'Mill Lane')).toEqual([]);
  expect(Object.keys(rows[0]!).join(' ')).toBe(
    'organisation member name address programme step lesson mailedAt startedAt doneAt',
  );
  const json = await send(app, `${page}/export`, { format: 'json' }, as);
  const objects = JSON.parse(json.html) as Record<string, unknown>[];
  expect(objects.map(({ name, step }) => [name, step])).toEqual(
    rows.map(({ name, step }) => [name!.replace(/^'/, ''), step]),
  );
  expect((await send(app, `${page}/export`, { format: 'xml' }, as)).status).toBe(422);
  expect((await send(app, '/admin/exports/members', {}, as)).status).toBe(404);

  expect((await visit(app, '/admin/exports', admin)).html).toMatch(
    /Completions[\s\S]*Members[\s\S]*Deliveries[\s\S]*Answers/,
  );
  const take = async (kind: string) =>
    JSON.parse((await send(app, `/admin/exports/${kind}`, { format: 'json' }, admin)).html) as Record<
      string,
      unknown
    >[];
  const members = await take('members');
  expect(members.find(({ name }) => name === 'Ann')).toMatchObject({
    state: 'active',
    programmes: expect.stringContaining('five active'),
    done: 2,
  });
  expect(members.find(({ name }) => name === '=Ben')).toMatchObject({ state: 'left' });
  const deliveries = await take('deliveries');
  expect(deliveries.filter(({ kind }) => kind === 'nudge')).toHaveLength(3);
  expect(deliveries.filter(({ kind, member }) => kind === 'lesson' && member === null)).toEqual([]);
  const answers = await take('answers');
  expect(answers).toContainEqual({
    member: expect.stringMatching(/^[0-9a-f-]{36}$/),
    programme: 'five',
    step: 'five-1',
    question: 'second',
    revision: 1,
    lookBack: false,
    try: 1,
    chosen: [3],
    correct: false,
    week: '2026-03-16',
  });
  expect(JSON.stringify(answers)).not.toMatch(/Ann|example\.org|Mill Lane/);
  expect(new Set(answers.map(({ member }) => member)).size).toBe(1);
  expect((await take('answers'))[0]).toEqual(answers[0]);
  await expect(app.get(Exports).open('answers', page.split('/')[2]!, 'csv', actor)).rejects.toThrow(
    '--organisation: answers are given for all organisations together only',
  );
  await app.dataSource.query('alter table completion rename to hidden');
  const failed = await send(app, '/admin/exports/members', {}, admin);
  await app.dataSource.query('alter table hidden rename to completion');
  expect([failed.status, failed.headers.get('content-disposition')]).toEqual([500, null]);
  expect((await send(app, '/admin/exports/secrets', {}, admin)).status).toBe(404);
  const acts = await app.dataSource.query(
    `select actor, organisation_id is not null as own, detail from audit where act = 'export-made' order by id limit 3`,
  );
  expect(acts).toEqual([
    { actor: 'cora@example.org', own: true, detail: { export: 'completions', format: 'csv' } },
    { actor: 'cora@example.org', own: true, detail: { export: 'completions', format: 'json' } },
    { actor: 'admin@example.org', own: false, detail: { export: 'members', format: 'json' } },
  ]);
});
