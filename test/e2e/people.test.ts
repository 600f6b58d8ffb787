import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { Plan } from '../../src/drip/plan.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeMember, makeOrganisation } from '../support/factories.js';
import { handedOver } from '../support/lesson-rows.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let browser: Browser;
let path: string;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ ROLE: 'web' }), openBrowser()]);
  const { id } = await makeOrganisation(app);
  path = `/organisations/${id}/people`;
  for (const name of ['Ada Lovelace', 'Bea Brown', 'Cal Clark', ''])
    await makeMember(app, { organisationId: id, name, takes: ['core'], origin: 'roster' });
  const left = await makeMember(app, { organisationId: id, name: 'Dee Dunn', takes: ['core'] });
  await app.at('2026-03-17T10:00:00Z');
  await app.get(Plan).tick(0);
  await handedOver(app);
  await app.get(Suppressions).suppress(left.addressHash, 'complained');
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

async function signedIn(width: number, colorScheme: 'light' | 'dark'): Promise<{ page: Page; complaints: string[] }> {
  const window = await openWindow(browser, { viewport: { width, height: 900 }, colorScheme });
  const account = await makeStaff(app, `${colorScheme}${width}@example.org`, 'coordinator', [path.split('/')[2]!]);
  const [name, value] = (await sessionOf(app, account)).split('=') as [string, string];
  await window.page.context().addCookies([{ name, value, url: app.url }]);
  await window.page.goto(new URL(path, app.url).href);
  return window;
}
const notice = (page: Page) => page.getByRole('status').innerText();
/** Goes on with the Tab key until a control has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate<string>(
      `(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || document.activeElement.name || '').trim()`,
    );
    if (at === name) return;
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

test('one is paused by keyboard alone, and the pause is taken back', async () => {
  const { page, complaints } = await signedIn(1280, 'light');
  expect(await faults(page)).toEqual([]);
  await page.reload();
  await tabTo(page, 'Bea Brown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${path}/*`);
  expect(await page.locator('h1').innerText()).toBe('Bea Brown');
  await tabTo(page, 'Pause');
  await page.keyboard.press('Enter');
  await tabTo(page, 'weeks');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await page.waitForURL('**?act=*');
  expect(await notice(page)).toContain('1 person: paused until 31 March 2026.');
  expect(await faults(page)).toEqual([]);
  await tabTo(page, 'Undo');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${path}?act=*`);
  expect(await notice(page)).toBe('Undone: Pause until 31 March 2026, for 1 person.');
  expect(complaints).toEqual([]);
}, 60_000);

test('several are paused on a telephone by night: chosen, seen, done, undone', async () => {
  const { page, complaints } = await signedIn(390, 'dark');
  expect(await faults(page)).toEqual([]);
  expect(await page.locator('.people').getByText('Complained').isVisible()).toBe(true);
  await page.reload();
  for (const name of ['Ada Lovelace', 'Dee Dunn']) await page.getByLabel(`Choose ${name}`).check();
  await page.getByText('Pause', { exact: true }).click();
  await page.getByRole('button', { name: 'Preview the pause' }).click();
  expect(await page.getByRole('alert').innerText()).toContain('Give a number of weeks');
  expect(await page.getByLabel('Choose Ada Lovelace').isChecked()).toBe(true);
  expect(await faults(page)).toEqual([]);
  await page.getByLabel('For so many weeks').fill('3');
  await page.getByRole('button', { name: 'Preview the pause' }).click();
  expect(await page.locator('h1').innerText()).toBe('Pause until 7 April 2026');
  expect(await page.getByText('This touches 1 person.').isVisible()).toBe(true);
  expect(await page.getByRole('heading', { name: 'Left out: 1 person' }).isVisible()).toBe(true);
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Do it for 1 person' }).click();
  expect(await notice(page)).toContain('1 person: paused until 7 April 2026. Left out: 1 “could not be”.');
  expect(await page.locator('.people').getByText('Paused until 7 April 2026').isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await notice(page)).toContain('Undone');
  expect(await page.locator('.people').getByText('Paused until').count()).toBe(0);
  expect(complaints).toEqual([]);
}, 60_000);

test.each([
  [1280, 'dark'],
  [390, 'light'],
] as const)(
  'at %i pixels, %s, nothing is found fault with',
  async (width, colours) => {
    const { page } = await signedIn(width, colours);
    expect(await faults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    expect(await faults(page)).toEqual([]);
  },
  60_000,
);
