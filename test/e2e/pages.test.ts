import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { firstLesson, linkInMail, send, signUpForm } from '../support/pages.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

test('from sign-up over mailbox, confirmation, lesson and answer to leaving, without a script and on a telephone', async () => {
  const { page, complaints } = await openWindow(browser, { viewport: { width: 390, height: 844 } });
  const fine = async (heading: string) => {
    expect(await page.locator('h1').innerText()).toBe(heading);
    expect(await faults(page)).toEqual([]);
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true }).click();

  await page.goto(app.url);
  await fine('One small step a week against cyber crime');
  await page.getByRole('link', { name: 'Sign up', exact: true }).click();
  const { name, address, organisation, sector, size, nation } = signUpForm;
  for (const [label, text] of Object.entries({ 'Your name': name, 'Work e-mail': address, 'Its name': organisation }))
    await page.getByLabel(label).fill(text);
  for (const [label, value] of Object.entries({ 'What it does': sector, 'People working there': size, Nation: nation }))
    await page.getByLabel(label).selectOption(value);
  await button('Sign up');
  await fine('Sign up');
  expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
  await page.getByRole('link', { name: /accept the terms/ }).click();
  await page.locator('#accepted').check();
  await button('Sign up');
  await fine('Check your mailbox');

  await app.mails({ kind: 'confirm' });
  await page.goto(`${app.url}/mailbox?address=${address}`);
  await fine('Mailbox');
  await page.locator('.mails a').first().click();
  expect(await page.frameLocator('iframe').locator('body').innerText()).toContain(organisation);
  expect(await faults(page)).toEqual([]);
  await page.goto(await linkInMail(app, 'confirm', 'confirm'));
  await fine('Start the lessons');
  await button('Yes, start my lessons');
  await fine('You are in');

  await app.at('2026-03-17T09:00:00Z');
  await app.tick();
  await page.goto(`${await linkInMail(app, 'lesson', 'lesson')}?choice=1`);
  await fine('Why criminals ask instead of hack');
  expect(await page.evaluate('document.activeElement.checked')).toBe(true);
  await button('Check my answers');
  await fine('Why criminals ask instead of hack');
  expect(await page.getByText('Your choice, and right').count()).toBe(1);
  await button('Done');
  await fine('Why criminals ask instead of hack');
  expect(await page.getByText('✓ Done.').isVisible()).toBe(true);

  await page.goto(await linkInMail(app, 'lesson', 'unsubscribe'));
  await fine('Leave Little Steps?');
  await button('Leave');
  await fine('You have left');
  await button('Undo, send me lessons again');
  await fine('Leave Little Steps?');
  expect(complaints).toEqual([]);
}, 60_000);

/** Every kind of page but those that the walk above has seen. */
const open = [
  '/',
  '/go',
  '/my-page',
  '/my-page/sent',
  '/my-page/erased',
  '/programmes/core',
  '/terms',
  '/privacy',
  '/nothing',
];

test('every page is in order on a wide screen, by day and by night', async () => {
  const { page, complaints } = await openWindow(browser, { viewport: { width: 1280, height: 900 } });
  const { lesson, unsubscribe } = await firstLesson(app);
  await send(app, `${lesson}/page-link`);
  const me = await linkInMail(app, 'page-link', 'me');
  const visit = async (path: string, rules?: string[]) => {
    await page.goto(new URL(path, app.url).href);
    expect(await faults(page, rules)).toEqual([]);
  };
  for (const path of [...open, '/sign-up', '/mailbox', lesson, `${me}?said=name`, unsubscribe]) await visit(path);
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of ['/', '/sign-up', '/mailbox', lesson, me]) await visit(path, ['color-contrast']);
  expect(complaints).toEqual([]);
}, 60_000);

test('a lesson prints on one sheet of A4', async () => {
  const { page } = await openWindow(browser, {});
  await page.goto((await firstLesson(app)).lesson);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45]\.?\d* 84[12]/);
}, 60_000);
