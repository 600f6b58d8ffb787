import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeMember, makeOrganisation, makeProgramme } from '../support/factories.js';
import { send, signUpForm } from '../support/pages.js';
import { makeStaff, sessionOf } from '../support/staff.js';
import { until } from '../support/until.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const open = (page: Page, path: string) => page.goto(new URL(path, app.url).href);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const naturalWidth = (frame: Pick<Page, 'evaluate'>, what: string) =>
  frame.evaluate<number>(`document.querySelector('${what}').naturalWidth`);

test('an admin changes the settings, and the next page and mail show it; every page can be used by all', async () => {
  const wide = await openWindow(browser, { viewport: { width: 1280, height: 900 } });
  const narrow = await openWindow(browser, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const cookie = await sessionOf(app, await makeStaff(app, 'ada@example.org'));
  const [name, value] = cookie.split('=') as [string, string];
  for (const { page } of [wide, narrow]) await page.context().addCookies([{ name, value, url: app.url }]);

  const { page } = wide;
  await open(page, '/admin/centre');
  expect(await faults(page)).toEqual([]);
  await page.getByLabel('Name of the centre').fill('Riverside Cyber Resilience Centre');
  await page.getByLabel('E-mail', { exact: true }).fill('steps@riverside.example.org');
  await page.getByLabel('Accent of mails').fill('#ffcc00');
  await page.getByLabel('Version of the terms').fill('2026-03-15');
  await page.getByLabel('Version of the privacy').fill('2026-03-15');
  await press(page, 'Save the settings');
  const problem = await page.locator('#accent-problem').innerText();
  expect(await faults(page)).toEqual([]);
  const nearest = /#[0-9a-f]{6}/.exec(problem)![0];
  await page.getByLabel('Accent of mails').fill('#7c2d12');
  await press(page, 'Save the settings');
  expect(await page.getByText('The next mail and the next page show it.').isVisible()).toBe(true);
  expect(nearest).not.toBe('#7c2d12');
  const shown = 'getComputedStyle(document.querySelector(".swatch")).backgroundColor';
  expect(await page.evaluate<string>(shown)).toBe('rgb(124, 45, 18)');

  // A picture that the browser itself draws, so that it is a real one.
  const drawn = await page.screenshot({ clip: { x: 0, y: 0, width: 240, height: 80 } });
  await page.getByLabel('A picture').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: drawn });
  await press(page, 'Use it');
  const logo = page.locator('.brand img');
  expect(await logo.getAttribute('alt')).toBe('Riverside Cyber Resilience Centre');
  expect(await naturalWidth(page, '.brand img')).toBe(240);
  await send(app, '/sign-up', signUpForm);
  const [mail] = await app.mails({ to: signUpForm.address });
  await open(page, `/mailbox/${mail!.id}`);
  const frame = page.frameLocator('iframe');
  expect(await frame.locator('.button td').first().getAttribute('bgcolor')).toBe('#7c2d12');
  const inMail = frame.locator('img.logo');
  await inMail.waitFor({ state: 'visible' });
  expect((await inMail.boundingBox())!.width).toBe(144);
  await until(async () => (await naturalWidth(page.frames()[1]!, 'img.logo')) === 240);

  await open(page, '/admin/centre/contacts');
  await page
    .getByRole('row', { name: /The bank/ })
    .getByRole('button', { name: /Checked today/ })
    .click();
  expect(await page.getByText('Dated today.').isVisible()).toBe(true);
  await open(page, '/admin/centre/quiet-weeks');
  await page.getByLabel('What to call it').fill('Christmas');
  await page.getByLabel('First day').fill('2026-12-24');
  await page.getByLabel('Last day').fill('2027-01-03');
  await press(page, 'Add');
  expect(await page.getByText('24 December 2026 to 3 January 2027').isVisible()).toBe(true);

  await makeProgramme(app, { slug: 'more', title: 'More of it' });
  const [one, other] = [
    await makeOrganisation(app, { name: 'Quay Bikes' }),
    await makeOrganisation(app, { name: 'Quay Cycles' }),
  ];
  const { address } = await makeMember(app, { organisationId: one.id, takes: ['core'] });
  await open(page, '/admin/suppressions');
  await page.getByLabel('The address', { exact: true }).fill(address);
  await page.getByLabel('Why', { exact: true }).last().fill('Asked by telephone.');
  await press(page, 'Suppress it');
  expect(await page.getByText('Suppressed by staff').first().isVisible()).toBe(true);
  const suppression = page.url();

  const paths = [
    '/admin/centre',
    '/admin/centre/contacts',
    '/admin/centre/contacts/reportFraud',
    '/admin/centre/quiet-weeks',
    '/admin/suppressions',
    suppression,
    '/admin/audit?act=centre-changed',
    `/organisations/${one.id}`,
    `/organisations/${one.id}/programmes`,
    `/organisations/${one.id}/merge`,
    `/organisations/${one.id}/merge?into=${other.id}`,
    `/organisations/${one.id}/end`,
  ];
  for (const path of paths) {
    await open(narrow.page, path);
    expect(await faults(narrow.page)).toEqual([]);
  }
  // By day, what has a table.
  for (const path of paths.filter((where) => /contacts$|suppressions$|audit/.test(where))) {
    await open(page, path);
    expect(await faults(page)).toEqual([]);
  }
  expect([...wide.complaints, ...narrow.complaints]).toEqual([]);
}, 90_000);
