import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { Comparisons } from '../../src/stats/comparison.js';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeMember, makeOrganisation, makeProgramme } from '../support/factories.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let browser: Browser;
let own: string;
let cookies: { name: string; value: string; url: string }[];
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  await makeProgramme(app, { slug: 'locks', title: 'Locks and keys', lessons: 12 });
  const organisations: string[] = [];
  for (const name of ['Mill Lane Joinery', 'Quay Cycles', 'Harbour Café', 'Two Rivers', 'Old Bakery']) {
    const { id } = await makeOrganisation(app, { name });
    organisations.push(id);
    const people = organisations.length === 1 ? NAMES : NAMES.slice(0, 2);
    for (const person of people) await makeMember(app, { organisationId: id, name: person, takes: ['locks'] });
  }
  await app.dataSource.query(TEN_WEEKS);
  await app.at('2026-05-22T10:00:00Z');
  await app.get(Comparisons).tick();
  own = `/organisations/${organisations[0]}/progress`;
  const session = await sessionOf(app, await makeStaff(app, 'cora@example.org', 'coordinator', [organisations[0]!]));
  const [name, value] = session.split(/=(.*)/s) as [string, string];
  cookies = [{ name, value, url: app.url }];
}, 120_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const NAMES = [
  'Ann Archer',
  'Ben Baker',
  'Cat Carter',
  'Dev Dhillon',
  'Eve Ellis',
  'Finlay Featherstonehaugh-Cholmondeley',
];

/** Ten lessons each; the later somebody is in the alphabet, the sooner they left off. */
const TEN_WEEKS = `
  with lesson as (
    insert into delivery (kind, subject_id, part_id, content_id, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at, state, attempts, sent_at)
    select 'lesson', e.id, s.id, s.revision_id, m.id, m.address_hash, false, 'Europe/London', slot, slot, slot, 'sent', 1, slot
    from member m join enrolment e on e.member_id = m.id join programme p on p.id = e.programme_id and p.slug = 'locks'
    join step s on s.programme_id = p.id and s.position <= 10
    cross join lateral (select timestamptz '2026-03-17 09:00Z' + make_interval(weeks => s.position - 1)) as at (slot)
    returning subject_id, part_id, recipient_id, due_at
  ), begun as (
    insert into outcome (enrolment_id, step_id, outcome, at)
    select subject_id, part_id, 'done', due_at + interval '1 day' from lesson join member m on m.id = recipient_id
    join step s on s.id = part_id where s.position <= 12 - ascii(m.name) % 64 * 2 returning enrolment_id, step_id, at
  )
  insert into completion select enrolment_id, step_id, at from begun join step s on s.id = step_id where s.position % 4 > 0`;

const open = (window: Page, path: string) => window.goto(new URL(path, app.url).href);

test('a coordinator looks at the progress, nudges who let lessons lie, and takes it along', async () => {
  const { page, complaints } = await openWindow(browser, {
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
  });
  await page.context().addCookies(cookies);
  await open(page, own);
  expect(await page.locator('h1').innerText()).toBe('Progress at Mill Lane Joinery');
  expect(await page.getByRole('img', { name: /Share of lessons done/ }).isVisible()).toBe(true);
  expect(await page.getByRole('row', { name: '1 Lesson locks-1 6 5 5' }).isVisible()).toBe(true);
  expect(await faults(page)).toEqual([]);

  for (const [format, read] of [
    ['CSV', (text: string) => parse(text, { bom: true, columns: true }) as object[]],
    ['JSON', (text: string) => JSON.parse(text) as object[]],
  ] as const) {
    const begun = page.waitForEvent('download');
    await page.getByRole('button', { name: `Download as ${format}` }).click();
    const file = await begun;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^progress-\\d+\\.${format.toLowerCase()}$`));
    expect(read(readFileSync(await file.path(), 'utf8'))).toHaveLength(60);
  }

  await page.getByRole('button', { name: 'Nudge Cat Carter' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/progress?said=sent#nudges');
  expect(await page.getByRole('status').innerText()).toContain('The nudge is on its way.');
  expect(await page.getByRole('button', { name: 'Nudge Cat Carter' }).count()).toBe(0);
  await page.getByRole('button', { name: /^Nudge all/ }).click();
  await page.waitForURL('**/progress?said=nudged-*');
  await app.tick();
  expect(await app.mails({ kind: 'nudge' })).toHaveLength(await page.getByText('last nudge on Friday 22 May').count());

  await page.getByRole('link', { name: 'Person by person' }).first().click();
  expect(await page.getByRole('row', { name: /^Ann Archer/ }).innerText()).toMatch(/done\s+done\s+done\s+started/);
  expect(await faults(page)).toEqual([]);

  const dark = await openWindow(browser, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await dark.page.context().addCookies(cookies);
  for (const path of [own, `${own}/locks`, '/staff']) {
    await open(dark.page, path);
    expect(await faults(dark.page)).toEqual([]);
  }
  await dark.page.getByLabel(/On Mondays at 08:00/).uncheck();
  await dark.page.locator('form[action="/staff/digest"]').getByRole('button').click();
  expect(await dark.page.getByText('You get no mail on Mondays any more.').isVisible()).toBe(true);
  expect([...complaints, ...dark.complaints]).toEqual([]);
}, 120_000);
