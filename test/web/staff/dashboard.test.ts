import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { RollUp } from '../../../src/stats/figures/roll-up.service.js';
import { WEEKS, writeHandMade } from '../../stats/figures/hand-made.js';
import { startApp, type TestApp } from '../../support/app.js';
import { visit } from '../../support/pages.js';
import { makeStaff, sessionOf } from '../../support/staff.js';
import { everything } from '../../support/tables.js';

let app: TestApp;
let admin: { cookie: string };
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' }, undefined, '2026-04-06T12:00:00Z');
  admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
});
afterAll(() => app.stop());

const period = `period=days&from=2026-03-12&to=2026-04-05`;
const page = (query = '') => visit(app, `/admin?${period}&${query}`, admin);
const text = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
/** The cells of a figure's table, row by row. */
function table(html: string, slug: string): string[][] {
  const section = new RegExp(`<section[^>]*labelledby="${slug}">([\\s\\S]*?)</section>`).exec(html)![1]!;
  const rows = [...section.matchAll(/<tr><th scope="row">([\s\S]*?)<\/tr>/g)];
  return rows.map(([, cells]) => cells!.split(/<\/t[hd]>(?:<td>)?/).slice(0, -1));
}

test('before the first count it says so; then every figure has a chart, its table, a file and how it is counted', async () => {
  await writeHandMade(app.dataSource);
  expect(text((await page()).html)).toContain('Not counted yet');
  await app.get(RollUp).tick();
  const before = await everything(app.dataSource);
  const { html, headers } = await page();
  expect(text(html)).toContain('As of 6 April 2026, 13:00.');
  const sections = [...html.matchAll(/<section class="panel" aria-labelledby="([\w-]+)">([\s\S]*?)<\/section>/g)];
  expect(sections.map(([, slug]) => slug)).toEqual(
    'members funnel lessons completion questions look-back actions unsubscribes'.split(' '),
  );
  for (const [section, slug] of sections) {
    expect([slug, section.split('<svg class="chart" role="img" aria-label="').length]).toEqual([slug, 2]);
    expect(/<p class="small">([^<]+)</.exec(section)![1]!.length).toBeGreaterThan(60);
    const [, href] = /<a href="([^"]+)">Download as CSV/.exec(section)!;
    const file = await visit(app, href!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), admin);
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${slug}.csv"`);
    const [head, ...rows] = parse(file.html, { bom: true });
    expect(head).toEqual([...section.matchAll(/<th scope="col">([^<]+)/g)].map(([, name]) => name));
    const shown = table(html, slug!).map((row) => row.map((cell) => (cell === '–' ? '' : cell.replace('%', ''))));
    expect(rows).toEqual(shown);
  }
  expect(headers.get('content-security-policy')).toContain("style-src 'self'");
  expect(html).not.toMatch(/ style="|<style|<script/);
  expect(await everything(app.dataSource)).toEqual(before);
});

test('the tables say what was counted by hand, and nothing of fewer than five', async () => {
  const { html } = await page();
  expect(table(html, 'members')[3]).toEqual(['30 March 2026', '9', '2']);
  expect(table(html, 'funnel').map(([, people, ofFirst]) => [people, ofFirst])).toEqual([
    ['17', '100%'],
    ['15', '88%'],
    ['8', '47%'],
    ['6', '35%'],
  ]);
  expect(table(html, 'lessons')[1]).toEqual(['16 March 2026', '12', '0', '0', 'fewer than 5', '0']);
  expect(table(html, 'completion')).toEqual([
    ['1 Lesson 1', '12', '9', '75%'],
    ['2 Lesson 2', '10', '5', '50%'],
  ]);
  expect(table(html, 'questions')).toEqual([
    ['1 What of a?', '12', '6', '6', '50%', 'Pay at once'],
    ['1 What of b?', '12', 'withheld', 'fewer than 5', '–', '–'],
  ]);
  expect(table(html, 'look-back')[0]).toEqual(['1 to 2 weeks, right in the lesson', '6', '0', '100%']);
  expect(table(html, 'actions')).toEqual([
    ['1 Lesson 1', '5', '0', '7', '0'],
    ['2 Lesson 2', 'withheld', '0', '0', 'fewer than 5'],
  ]);
  expect(table(html, 'unsubscribes')).toEqual([
    ['1 Lesson 1', 'fewer than 5'],
    ['2 Lesson 2', '5'],
  ]);
});

test('periods, programmes, audiences and one organisation', async () => {
  const weeks = async (query: string) => {
    const { html } = await visit(app, `/admin?${query}`, admin);
    return table(html, 'members').map(([week]) => week);
  };
  expect(await weeks('period=4')).toEqual(['16 March 2026', '23 March 2026', '30 March 2026', '6 April 2026']);
  expect(await weeks('')).toHaveLength(13);
  expect(await weeks('period=52')).toHaveLength(52);
  expect(await weeks(`period=days&from=${WEEKS[1]}&to=${WEEKS[1]}`)).toEqual(['16 March 2026']);
  const asked = async (query: string) => table((await page(query)).html, 'funnel')[0]![1];
  expect(await asked('sector=retail&size=2-9&nation=wales')).toBe('14');
  expect(await asked('programme=n1')).toBe('15');
  const organisation = await page('organisation=N1');
  expect(table(organisation.html, 'funnel')[0]![1]).toBe('13');
  expect(text(organisation.html)).toContain('Counted now.');
  expect(organisation.html).toContain('value="N1"');
  for (const few of ['sector=legal', 'organisation=n2', 'programme=n2', 'sector=care']) {
    const { html } = await page(few);
    expect(text(html)).toContain('Fewer than five people have taken part here');
    expect(html).not.toContain('<svg class="chart"');
    expect((await visit(app, `/admin/figures/members.csv?${few}`, admin)).status).toBe(404);
  }
  expect((await visit(app, '/admin/figures/nothing.csv', admin)).status).toBe(404);
});

test('what cannot be asked is told field by field, with what was typed', async () => {
  for (const [query, what] of [
    ['period=7', 'Choose a period from the list.'],
    ['period=days&from=2026-02-30&to=2026-03-01', 'Give a day, such as'],
    ['period=days&to=2026-03-01', 'Give the first day.'],
    ['period=days&from=2026-03-02&to=2026-03-01', 'Give a day that is not before the first.'],
    ['period=days&from=1900-03-02&to=2026-03-01', 'Give a period of ten years at the most.'],
    ['sector=banking', 'Choose a sector from the list.'],
    ['programme=none', 'Choose a programme from the list.'],
    ['organisation=nobody', 'No organisation has this in its name.'],
    ['organisation=n', 'Several organisations have this in their names: n1, n2.'],
  ] as const) {
    const { status, html } = await visit(app, `/admin?${query}`, admin);
    expect([query, status, text(html).includes(what)]).toEqual([query, 422, true]);
    expect(html).not.toContain('<svg class="chart"');
  }
  expect((await visit(app, '/admin?organisation=%22%3E%3Cb%3E', admin)).html).toContain('value="&quot;&gt;&lt;b&gt;"');
});
