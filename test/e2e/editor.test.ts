import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { Plan } from '../../src/drip/plan.js';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeMember, makeProgramme, TUESDAY } from '../support/factories.js';
import { plainWords } from '../support/lessons.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const open = (window: Page, path: string) => window.goto(new URL(path, app.url).href);
const press = (window: Page, name: string) => window.getByRole('button', { name, exact: true }).click();
/** The lesson in the frame that is shown. */
const preview = (window: Page) => window.frameLocator('.frames iframe:not(.coming)');

test('a lesson is edited with a fault, mended, looked at, tested and published; what was planned stays as it was', async () => {
  await makeProgramme(app, { slug: 'doors' });
  const early = await makeMember(app, { takes: ['doors'] });
  const late = await makeMember(app, { takes: ['doors'], slot: { ...TUESDAY, weekday: 3 } });
  const { page, complaints } = await openWindow(browser, { viewport: { width: 1280, height: 900 } });
  const cookie = await sessionOf(app, await makeStaff(app, 'ada@example.org'));
  const [name, value] = cookie.split('=') as [string, string];
  await page.context().addCookies([{ name, value, url: app.url }]);

  await open(page, '/admin/lessons');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Lesson doors-1' }).click();
  expect(await page.locator('h1').innerText()).toBe('Lesson doors-1');
  await preview(page).getByRole('heading', { name: 'Lesson doors-1' }).waitFor();

  // The preview and what is wrong follow what is typed.
  await page.getByLabel('Title', { exact: true }).fill('A better lock');
  await preview(page).getByRole('heading', { name: 'A better lock' }).waitFor();
  await page.getByLabel('Text', { exact: true }).fill(`${plainWords(150)} Ring 101.`);
  await preview(page).getByText('Ring 101.').waitFor();
  await page.locator('[id="markdown-problem"]').getByText('expected {{contact.policeScotland.phone}} instead of 101').waitFor(); // prettier-ignore
  await page.getByLabel('Page', { exact: true }).check();
  await preview(page).getByRole('heading', { name: 'And the action?' }).waitFor();
  await page.getByLabel('Mail as text').check();
  await preview(page).getByText('Subject: Lesson 1: A better lock').waitFor();
  await page.getByLabel('Mail, narrow').check();
  await preview(page).getByRole('heading', { name: 'A better lock' }).waitFor();
  expect(await page.locator('.frames iframe').evaluate((frame) => frame.getBoundingClientRect().width)).toBe(390);

  // With a fault it is kept, and not published.
  await press(page, 'Publish now');
  expect(await page.locator('.notice-wrong').innerText()).toContain('Text: expected {{contact.policeScotland.phone}}');
  expect(await page.locator('[id="markdown-problem"]').isVisible()).toBe(true);
  expect(await faults(page)).toEqual([]);
  await press(page, 'Save draft');
  expect(await page.getByText('Saved. It is not published yet.').isVisible()).toBe(true);
  expect(await page.locator('.notice-wrong').innerText()).toContain('instead of 101');

  await page.getByLabel('Text', { exact: true }).fill(`${plainWords(150)} Lock it twice.`);
  await page.locator('[id="markdown-problem"]').waitFor({ state: 'hidden' });
  await press(page, 'Save draft');
  expect(await page.locator('.notice-wrong').count()).toBe(0);
  const difference = page.locator('.difference');
  expect((await difference.locator('del').allInnerTexts()).join(' ')).toContain('Lesson doors-1');
  expect((await difference.locator('ins').allInnerTexts()).join(' ')).toContain('A better lock');
  expect(await faults(page)).toEqual([]);

  await press(page, 'Mail it to me');
  await page.getByText('A test is on its way').waitFor();
  const [tested] = await app.mails({ to: 'ada@example.org' });
  expect(tested!.subject).toBe('[Test] Lesson 1: A better lock');
  expect((await app.source(tested!.id)).replace(/=\r\n/g, '')).toContain('Lock it twice.');

  // Between planning and sending a revision is published: those planned get what they were planned for.
  await app.at('2026-03-17T09:00:00Z');
  await app.get(Plan).tick(1);
  await press(page, 'Publish now');
  await page.getByText('Published. It goes to everybody').waitFor();
  expect(await page.getByText('Revision 2,').isVisible()).toBe(true);
  await app.tick();
  await app.at('2026-03-18T09:00:00Z');
  await app.tick();
  await app.tick();
  expect((await app.mails({ to: early.address })).map(({ subject }) => subject)).toEqual(['Lesson 1: Lesson doors-1']);
  expect((await app.mails({ to: late.address })).map(({ subject }) => subject)).toEqual(['Lesson 1: A better lock']);
  expect(complaints).toEqual([]);
}, 120_000);
