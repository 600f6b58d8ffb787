import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeMember, makeProgramme } from '../support/factories.js';
import { startSmtp, type Relayed } from '../support/smtp.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let relay: Relayed;
let browser: Browser;
beforeAll(async () => {
  relay = await startSmtp(2);
  [app, browser] = await Promise.all([startApp({ SMTP_URL: relay.url, SMTP_CONNECTIONS: '2' }), openBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
  await relay.stop();
});

const open = (window: Page, path: string) => window.goto(new URL(path, app.url).href);

test('an admin watches a run, sees what nobody knows of, has it sent again, and looks an address up', async () => {
  const session = await sessionOf(app, await makeStaff(app, 'admin@example.org'));
  const [name, value] = session.split('=') as [string, string];
  const { page, complaints } = await openWindow(browser, { viewport: { width: 390, height: 844 } });
  await page.context().addCookies([{ name, value, url: app.url }]);
  await makeProgramme(app, { slug: 'five', lessons: 5 });
  const members = [];
  for (let one = 0; one < 12; one++)
    members.push(await makeMember(app, { takes: ['five'], address: `m${one}@mill.example` }));
  relay.faults.push({ stage: 'dot', trouble: 'close', to: 'm3@mill.example', times: 1 });

  await open(page, '/admin/deliveries');
  expect(await faults(page)).toEqual([]);
  const run = page.locator('[data-live]');
  await run.getByText('Nothing is due').waitFor();
  await app.at('2026-03-17T09:00:00Z');
  await app.tick();
  // Without a reload.
  await run.locator('div', { hasText: 'Sent today' }).getByText('11', { exact: true }).waitFor();
  await run.locator('div', { hasText: 'Not known today' }).getByText('1', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Nobody knows whether these went' }).click();
  expect(await faults(page)).toEqual([]);
  await page.getByLabel('Choose Lesson to m3@mill.example').check();
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('One mail will be sent again').waitFor();
  await app.tick();
  expect(relay.copies('m3@mill.example')).toBe(2);

  await open(page, '/admin/deliveries');
  await page.getByLabel('The address').fill('m3@mill.example');
  await page.getByRole('button', { name: 'Look it up' }).click();
  expect(await page.locator('h1').innerText()).toBe('What m3@mill.example was sent');
  expect(await page.locator('.mails tbody tr').allInnerTexts()).toEqual([expect.stringContaining('tried 2 times')]);
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
}, 60_000);
