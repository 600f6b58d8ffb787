import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { firstLesson, linkInMail, send, visit } from '../support/pages.js';

let app: TestApp;
let me: string;
let unsubscribe: string;
beforeAll(async () => {
  app = await startApp();
  ({ unsubscribe } = await firstLesson(app));
  await send(app, '/my-page', { address: 'Jo@example.org' });
  me = await linkInMail(app, 'page-link', 'me');
});
afterAll(() => app.stop());

test('it shows how far one is, with the way to every lesson that came', async () => {
  const { status, html, headers } = await visit(app, me);
  expect(status).toBe(200);
  expect(html).toMatch(
    /Hello, Jo Bloggs[\s\S]*Bloggs &amp; Daughters<br>jo@example\.org[\s\S]*0 of 28 lessons complete/,
  );
  expect(html).toMatch(/<a href="\/lesson\/[\w.-]+">Why criminals ask instead of hack<\/a>/);
  expect(html).not.toMatch(/<a [^>]*>Use a passkey where you can/);
  expect(headers.get('cache-control')).toBe('no-store');
});

test('day, time and name can be changed, and a wrong one is refused beside its field', async () => {
  expect((await send(app, `${me}/cadence`, { weekday: '4', time: '15:30', zone: 'Europe/Paris' })).status).toBe(303);
  expect((await visit(app, `${me}?said=cadence`)).html).toMatch(
    /role="status"[\s\S]*Thursday 26 March at 15:30[\s\S]*<option value="4" selected>/,
  );
  const wrong = await send(app, `${me}/cadence`, { weekday: '4', time: '03:00', zone: 'Europe/Paris' });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('id="time-problem"');
  await send(app, `${me}/name`, { name: ' Joan ' });
  expect((await visit(app, me)).html).toContain('Hello, Joan');
  expect((await send(app, `${me}/name`, { name: 'http://x' })).html).toMatch(
    /<details open>[\s\S]*id="name-problem"[\s\S]*value="http:\/\/x"/,
  );
});

test('a break has an end, and can be cut short', async () => {
  expect((await send(app, `${me}/pause`, { until: '2026-03-17' })).html).toContain('id="until-problem"');
  await send(app, `${me}/pause`, { until: '2026-04-20' });
  expect((await visit(app, me)).html).toContain('You take a break until Monday 20 April.');
  await send(app, `${me}/resume`);
  expect((await visit(app, me)).html).not.toContain('You take a break');
});

test('a programme on offer is started by its button; one that is not is refused', async () => {
  expect((await visit(app, me)).html).toContain('Start “');
  expect((await send(app, `${me}/enrol`, { programme: 'nothing' })).status).toBe(422);
  expect((await send(app, `${me}/enrol`, { programme: 'secure-innovation' })).status).toBe(303);
  expect((await visit(app, me)).html).not.toContain('Start “');
});

test('everything that is held can be taken away as a file', async () => {
  const { status, html, headers } = await visit(app, `${me}/data.json`);
  expect(status).toBe(200);
  expect(headers.get('content-disposition')).toMatch(/^attachment/);
  expect(JSON.stringify(JSON.parse(html))).toContain('jo@example.org');
});

test('leaving by one click takes both kinds of form, needs the right word, and can be undone on the page', async () => {
  const left = async () => (await visit(app, unsubscribe)).html.includes('You have left');
  const click = (body: BodyInit) => fetch(unsubscribe, { method: 'POST', body, redirect: 'manual' });
  const parts = new FormData();
  parts.set('List-Unsubscribe', 'One-Click');
  for (const wrong of [new URLSearchParams({ a: 'b' }), new URLSearchParams({ 'List-Unsubscribe': 'Two' })])
    expect((await click(wrong)).status).toBe(422);
  await fetch(unsubscribe, { method: 'HEAD' });
  expect(await left()).toBe(false);
  for (const body of [parts, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })]) {
    for (let time = 0; time < 2; time++) {
      const answer = await click(body);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    }
    expect(await left()).toBe(true);
    expect((await visit(app, me)).html).toContain('Come back');
    expect((await send(app, `${unsubscribe}/undo`)).status).toBe(303);
    expect(await left()).toBe(false);
  }
  await send(app, `${unsubscribe}/leave`);
  expect(await left()).toBe(true);
});

test('erasing asks twice, and then nothing is left to open', async () => {
  const unsure = await send(app, `${me}/erase`);
  expect(unsure.status).toBe(422);
  expect(unsure.html).toContain('id="sure-problem"');
  const { location } = await send(app, `${me}/erase`, { sure: 'yes' });
  expect((await visit(app, location!)).html).toContain('It is done');
  expect((await visit(app, me)).status).toBe(404);
  expect(await app.dataSource.query('select 1 from member where address is not null')).toEqual([]);
});
