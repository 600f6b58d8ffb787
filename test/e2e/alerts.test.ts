import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeMember } from '../support/factories.js';
import { linkInMail } from '../support/pages.js';
import { makeStaff, signIn } from '../support/staff.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const open = (window: Page, path: string) => window.goto(new URL(path, app.url).href);
const press = (window: Page, name: string) => window.getByRole('button', { name, exact: true }).click();
const shot = async (window: Page, name: string) => {
  const { SHOTS } = process.env;
  if (SHOTS) await window.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
};

/** A window of an admin who has signed in. */
async function windowOf(address: string, options: Parameters<typeof openWindow>[1]) {
  await makeStaff(app, address);
  const cookie = await signIn(app, address);
  const window = await openWindow(browser, options);
  const cookies = cookie.split('; ').map((pair) => {
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    return { name, value, url: app.url };
  });
  await window.page.context().addCookies(cookies);
  return window;
}

test('one admin writes an alert, another approves it; it goes, is watched, stands on the first page, and can be left', async () => {
  await app.at('2026-03-16T06:00:00Z');
  for (let one = 0; one < 3; one++) await makeMember(app, { takes: ['core'], address: `m${one}@example.org` });
  const ada = await windowOf('ada@example.org', { viewport: { width: 1280, height: 900 } });
  const ben = await windowOf('ben@example.org', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });

  await open(ada.page, '/admin/staff');
  await ada.page.getByRole('link', { name: 'Alerts' }).click();
  expect(await faults(ada.page)).toEqual([]);
  await ada.page.getByRole('link', { name: 'Write an alert' }).click();
  await press(ada.page, 'Save and look at it');
  expect(await ada.page.getByRole('alert').innerText()).toMatch(/Give it a title[\s\S]*What is going round|Write/);
  expect(await faults(ada.page)).toEqual([]);
  await shot(ada.page, 'form-refused');
  await ada.page.getByLabel('Title').fill('A false invoice from Northlight Energy');
  await ada.page
    .getByLabel('What is going round')
    .fill('Firms get an invoice that looks **quite right**.\n\n- The account is not theirs.\n- They ask for haste.');
  await ada.page.getByLabel('What to do').fill('Ring them on a number that you have used before.');
  await ada.page.getByLabel('It holds until').fill('2026-03-20');
  await shot(ada.page, 'form');
  await press(ada.page, 'Save and look at it');
  expect(await ada.page.getByText('another administrator must read and approve it').isVisible()).toBe(true);
  const path = new URL(ada.page.url()).pathname;
  const mail = ada.page.frameLocator('iframe').first();
  expect(await mail.getByRole('heading', { name: 'A false invoice' }).isVisible()).toBe(true);
  expect(await faults(ada.page)).toEqual([]);
  await shot(ada.page, 'draft-ada');

  await open(ben.page, path);
  expect(await faults(ben.page)).toEqual([]);
  await shot(ben.page, 'draft-ben');
  await press(ben.page, 'Approve it');
  expect(await ben.page.getByRole('status').innerText()).toBe('Approved.');
  await shot(ben.page, 'approved-ben');

  await ada.page.reload();
  await shot(ada.page, 'approved-ada');
  await press(ada.page, 'Send to 3 people now');
  const progress = ada.page.locator('[data-live]');
  await progress.getByText('It begins within a minute.').waitFor();
  await app.tick();
  await progress.getByText('It is going: to nobody so far.').waitFor();
  expect(await faults(ada.page)).toEqual([]);
  await shot(ada.page, 'going');
  // At seven in the morning it goes; who watches sees it without doing anything.
  await app.at('2026-03-16T07:00:00Z');
  await app.tick();
  await ada.page.getByText('All done. It went to 3 people.').waitFor();
  await progress.waitFor({ state: 'detached' });
  await shot(ada.page, 'done');

  const member = await openWindow(browser, { viewport: { width: 390, height: 844 } });
  await open(member.page, '/');
  expect(await faults(member.page)).toEqual([]);
  await shot(member.page, 'home');
  await open(ben.page, '/');
  await shot(ben.page, 'home-dark');
  await member.page.getByRole('link', { name: 'A false invoice from Northlight Energy' }).click();
  expect(await faults(member.page)).toEqual([]);
  await shot(member.page, 'public');
  await open(member.page, '/mailbox?address=m1@example.org');
  await member.page.getByRole('link', { name: 'Warning: A false invoice' }).click();
  await shot(member.page, 'mail-narrow');
  await member.page.goto(await linkInMail(app, 'alert', 'no-alerts', 'm1@example.org'));
  expect(await faults(member.page)).toEqual([]);
  await press(member.page, 'No more warnings');
  expect(await member.page.getByText('Your weekly lessons go on').isVisible()).toBe(true);
  await press(member.page, 'Undo, warn me again');
  expect(await member.page.getByRole('button', { name: 'No more warnings' }).isVisible()).toBe(true);
  expect([...ada.complaints, ...ben.complaints, ...member.complaints]).toEqual([]);
}, 120_000);
