import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { firstLesson, linkInMail, send, visit } from '../support/pages.js';

let app: TestApp;
let lesson: string;
beforeAll(async () => {
  app = await startApp();
  ({ lesson } = await firstLesson(app));
});
afterAll(() => app.stop());

const answers = () => app.dataSource.query<{ chosen: number[] }[]>('select * from answer order by id');
/** Field names of the questions on a page, in its order. */
const fields = (html: string) => [
  ...new Set(
    [...html.matchAll(/form-check-input" type="(?:radio|checkbox)" name="([^"]+)"/g)].map(([, name]) => name!),
  ),
];

test('the link in the mail opens the lesson; a choice is set there and nothing is noted', async () => {
  const plain = await visit(app, lesson);
  expect(plain.status).toBe(200);
  expect(plain.html).toMatch(
    /Week 1 of 28[\s\S]*<h1>Why criminals ask instead of hack<\/h1>[\s\S]*A guess before you read[\s\S]*social engineering[\s\S]*Your one action this week[\s\S]*Look out for[\s\S]*What would you do\?/,
  );
  expect(plain.html).not.toMatch(/" checked|\{\{/);
  expect([plain.headers.get('cache-control'), plain.headers.get('x-robots-tag')]).toEqual(['no-store', 'noindex']);
  const chosen = await visit(app, `${lesson}?choice=1`);
  expect(chosen.html.match(/" checked/g)).toHaveLength(1);
  expect(chosen.html).toMatch(/name="q-\d+-five-minute-file" value="1" form="answers" checked autofocus/);
  for (const strange of ['?choice=77', '?choice=x', '?again[]=1', '?said=nothing'])
    expect((await visit(app, lesson + strange)).html).not.toContain('" checked');
  expect(await answers()).toEqual([]);
});

test('answering marks in words, gives every reason, and asks the rest once more', async () => {
  const [first, second, third] = fields((await visit(app, lesson)).html);
  const none = await send(app, `${lesson}/answers`);
  expect(none.status).toBe(422);
  expect(none.html).toContain('Pick an answer first');
  const sent = await send(app, `${lesson}/answers`, { [second!]: '0' });
  expect(sent.status).toBe(303);
  expect(sent.location).toMatch(new RegExp(`^/lesson/.+#question-${second}$`));
  const { html } = await visit(app, lesson);
  expect(html).toMatch(
    /Not quite[\s\S]*✗ Your choice[\s\S]*The reply goes to whoever wrote to you[\s\S]*The right choice[\s\S]*You leave the stranger&#x27;s route/,
  );
  expect(fields(html)).toEqual([first, third]);
  await send(app, `${lesson}/answers`, [
    [first!, '0'],
    [first!, '2'],
    [first!, '3'],
    [third!, '2'],
  ]);
  expect((await answers()).map(({ chosen }) => chosen)).toEqual([[0], [0, 2, 3], [2]]);
  const done = (await visit(app, lesson)).html;
  expect(done.match(/✓ That is right/g)).toHaveLength(2);
  expect(done).not.toContain('Check my answer');
  expect(fields((await visit(app, `${lesson}?again=${second}`)).html)).toEqual([second]);
});

test('answers that cannot be are refused whole, and what was picked is kept', async () => {
  const before = (await answers()).length;
  const again = (await visit(app, lesson)).html.match(/again=([^#"]+)/g)!.map((found) => found.slice(6));
  const { status } = await send(app, `${lesson}/answers`, [
    [again[0]!, '1'],
    [again[1]!, '9'],
  ]);
  expect(status).toBe(422);
  expect(await answers()).toHaveLength(before);
});

test('the outcome is shown, undone, and put off to a day from tomorrow on', async () => {
  const past = await send(app, `${lesson}/outcome`, { outcome: 'later', remindOn: '2026-03-17' });
  expect(past.status).toBe(422);
  expect(past.html).toMatch(/<details class="plain" open>[\s\S]*id="remindOn-problem"[\s\S]*value="2026-03-17"/);
  await send(app, `${lesson}/outcome`, { outcome: 'later', remindOn: '2026-03-20' });
  expect((await visit(app, lesson)).html).toContain('We will remind you on Friday 20 March.');
  expect((await send(app, `${lesson}/outcome/undo`)).location).toMatch(/#outcome$/);
  expect((await visit(app, lesson)).html).not.toContain('We will remind you');
  expect((await send(app, `${lesson}/outcome`, { outcome: 'perhaps' })).status).toBe(422);
  await send(app, `${lesson}/outcome`, { outcome: 'done' });
  const { html } = await visit(app, lesson);
  expect(html).toMatch(
    /✓ Done\.[\s\S]*This lesson is complete[\s\S]*1 lesson complete\.[\s\S]*Next here: “Your e-mail opens everything”\. Your next mail comes on Tuesday 24 March at 09:00\./,
  );
});

test('the code beside the link opens the same page, however it is typed', async () => {
  const mail = (await app.mails({ kind: 'lesson' })).at(-1)!;
  const code = /\b([0-9A-HJKMNP-TV-Z]{5})-([0-9A-HJKMNP-TV-Z]{5})\b/.exec(await app.source(mail.id))!;
  const { status, location } = await send(app, '/go', {
    code: ` ${code[1]!.toLowerCase()} ${code[2]!.replaceAll('0', 'o')}`,
  });
  expect([status, location]).toEqual([303, new URL(lesson).pathname]);
  const wrong = await send(app, '/go', { code: 'nonsense' });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toMatch(/id="code-problem"[\s\S]*value="nonsense"/);
});

test('after ten wrong codes it says when to try again', async () => {
  for (let time = 0; time < 12; time++) await send(app, '/go', { code: '22222-22222' });
  const { status, html, headers } = await send(app, '/go', { code: '22222-22222' });
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(3000);
  expect(html).toContain('Try again in 60 minutes');
});

test('the lesson mails a link to the own page, and never shows it', async () => {
  const { location } = await send(app, `${lesson}/page-link`);
  expect((await visit(app, location!)).html).toMatch(/role="status"[\s\S]*on its way to your mailbox/);
  expect((await visit(app, await linkInMail(app, 'page-link', 'me'))).html).toContain('Hello, Jo Bloggs');
  expect((await visit(app, lesson)).html).not.toContain('/me/');
});

test('a refused form that is loaded again leads back to the lesson', async () => {
  for (const part of ['answers', 'outcome'])
    expect((await visit(app, `${lesson}/${part}`)).location).toBe(new URL(lesson).pathname);
});
