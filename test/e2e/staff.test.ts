import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { StaffAccounts } from '../../src/staff/accounts.service.js';
import { commandLine } from '../../src/staff/audit.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeMember } from '../support/factories.js';
import { linkInMail, visit } from '../support/pages.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const narrow = { viewport: { width: 390, height: 844 } };
const open = (window: Page, path: string) => window.goto(new URL(path, app.url).href);
const press = (window: Page, name: string) => window.getByRole('button', { name, exact: true }).click();
const heading = (window: Page) => window.locator('h1').innerText();
const linkFor = async (address: string) => {
  expect((await app.mails({ kind: 'sign-in' })).at(-1)!.to).toContain(address);
  return linkInMail(app, 'sign-in', 'sign-in');
};

/** A device with a fingerprint reader. @returns what its owner's finger does from now on */
async function fingerprintReader(window: Page): Promise<(verified: boolean) => Promise<void>> {
  const device = await window.context().newCDPSession(window);
  await device.send('WebAuthn.enable');
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return async (isUserVerified) => {
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  };
}

test('an admin is invited, signs in, is offered a passkey and from then on must use it', async () => {
  const { page, complaints } = await openWindow(browser, narrow);
  const finger = await fingerprintReader(page);
  const wish = { name: '', role: 'admin' as const, organisationIds: [] };
  const printed = await app.get(StaffAccounts).invite('ada@example.org', wish, commandLine);
  const link = await linkFor('ada@example.org');
  expect(link).toBe(printed);

  await page.goto(link);
  expect(await page.getByText('As ada@example.org').isVisible()).toBe(true);
  expect(await faults(page)).toEqual([]);
  await press(page, 'Sign in');
  await page.waitForURL('**/staff/passkey');
  expect(await heading(page)).toBe('Add a passkey');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: /Not now/ }).click();
  expect(await heading(page)).toBe('Organisations');
  await open(page, '/staff');
  expect(await page.getByText('administrator without a passkey').isVisible()).toBe(true);
  expect(await faults(page)).toEqual([]);
  await press(page, 'Sign out');

  // Without a passkey an admin is reminded each time.
  await page.getByLabel('Your work e-mail').fill('ada@example.org');
  await press(page, 'Mail me a link');
  expect(await heading(page)).toBe('Check your mailbox');
  expect(await faults(page)).toEqual([]);
  await page.goto(await linkFor('ada@example.org'));
  await press(page, 'Sign in');
  await page.waitForURL('**/staff/passkey');

  await press(page, 'Add a passkey');
  await page.waitForURL('**/staff?said=added');
  expect(await page.getByText('Chrome on Linux').first().isVisible()).toBe(true);
  expect(await page.getByText('administrator without a passkey').count()).toBe(0);
  expect(await faults(page)).toEqual([]);
  await press(page, 'Sign out');

  // The mailbox alone is not enough any more.
  await page.getByLabel('Your work e-mail').fill('ada@example.org');
  await press(page, 'Mail me a link');
  await page.goto(await linkFor('ada@example.org'));
  await press(page, 'Sign in');
  await page.waitForURL('**/sign-in?said=passkey');
  await open(page, '/staff');
  await page.waitForURL('**/sign-in?said=ended');

  // Nor is the device alone, without the finger.
  await finger(false);
  await press(page, 'Sign in with a passkey');
  await page.locator('[data-passkey] .problem').waitFor({ state: 'visible' });
  await open(page, '/staff');
  await page.waitForURL('**/sign-in?said=ended');
  await finger(true);
  await press(page, 'Sign in with a passkey');
  await page.waitForURL('**/organisations');
  const acts = await app.dataSource.query<{ act: string; detail: { way?: string } }[]>(
    `select act, detail from audit where actor = 'ada@example.org' order by id`,
  );
  expect(acts.map(({ act, detail }) => [act, detail.way].filter(Boolean).join(' '))).toEqual([
    'sign-in link',
    'sign-in link',
    'passkey-added',
    'sign-in passkey',
  ]);

  // One who lost it is helped, and is asked for another.
  const accounts = app.get(StaffAccounts);
  expect(await accounts.resetPasskeys(await accounts.byAddress('ada@example.org'), commandLine)).toBe(1);
  await open(page, '/staff');
  await page.waitForURL('**/sign-in?said=ended');
  await page.getByLabel('Your work e-mail').fill('ada@example.org');
  await press(page, 'Mail me a link');
  await page.goto(await linkFor('ada@example.org'));
  await press(page, 'Sign in');
  await page.waitForURL('**/staff/passkey');
  expect(complaints.filter((line) => !/NotAllowedError/.test(line))).toEqual([]);
}, 60_000);

test('an admin makes an organisation and invites its coordinator, who signs in by code and sees only that', async () => {
  const admin = await openWindow(browser, { viewport: { width: 1280, height: 900 } });
  await admin.page.goto(
    await app
      .get(StaffAccounts)
      .invite('max@example.org', { name: '', role: 'admin', organisationIds: [] }, commandLine),
  );
  await press(admin.page, 'Sign in');
  await admin.page.getByRole('link', { name: /Not now/ }).click();
  expect(await admin.page.getByText('No organisation yet').isVisible()).toBe(true);
  expect(await faults(admin.page)).toEqual([]);
  for (const name of ['Quay Cycles', 'Harbour Café']) {
    await open(admin.page, '/organisations');
    await admin.page.getByLabel('Name of the organisation').fill(name);
    await press(admin.page, 'Make it');
    expect(await heading(admin.page)).toBe(name);
  }
  const other = new URL(admin.page.url()).pathname;
  await open(admin.page, '/organisations');
  await admin.page.getByRole('link', { name: 'Quay Cycles' }).click();
  const own = new URL(admin.page.url()).pathname;
  await makeMember(app, { organisationId: own.split('/').at(-1)! });
  await admin.page.getByText('Invite a coordinator').click();
  await admin.page.getByLabel('Their work e-mail').fill('cora@example.org');
  await press(admin.page, 'Invite');
  expect(await admin.page.getByText('A way to sign in was mailed').isVisible()).toBe(true);
  expect(await faults(admin.page)).toEqual([]);

  const coordinator = await openWindow(browser, { ...narrow, colorScheme: 'dark' });
  await open(coordinator.page, '/sign-in');
  expect(await faults(coordinator.page)).toEqual([]);
  await coordinator.page.getByLabel('Your work e-mail').fill('cora@example.org');
  await press(coordinator.page, 'Mail me a link');
  // A scanner that follows every link in the mail, and follows on from there, lets nobody in and spoils nothing.
  await visit(app, await linkFor('cora@example.org'));
  const mail = await app.source((await app.mails({ kind: 'sign-in' })).at(-1)!.id);
  await coordinator.page
    .getByLabel('The code from the mail')
    .fill(/code\s+there:\s+([0-9A-Z]{4}-[0-9A-Z]{4})\b/.exec(mail)![1]!);
  await press(coordinator.page, 'Sign in');
  await coordinator.page.waitForURL('**/staff/passkey');
  await coordinator.page.getByRole('link', { name: /Not now/ }).click();
  expect(await faults(coordinator.page)).toEqual([]);
  expect(await coordinator.page.locator('.mails tbody tr').allInnerTexts()).toEqual([
    expect.stringMatching(/^Quay Cycles\s+People: 1\s+Started: 0\s+Finished: 0$/),
  ]);
  await coordinator.page.getByRole('link', { name: 'Quay Cycles' }).click();
  await coordinator.page.getByText('Name, sector, day and time').click();
  await coordinator.page.getByLabel('a day and time of their own').check();
  await coordinator.page.getByLabel('Day', { exact: true }).selectOption('4');
  await coordinator.page.getByLabel('Time', { exact: true }).selectOption('10:30');
  await press(coordinator.page, 'Save');
  expect(await coordinator.page.getByText('Thursdays at 10:30, by the clock of Europe/London').isVisible()).toBe(true);
  expect(await coordinator.page.getByText('Invite a coordinator').count()).toBe(0);
  expect(await faults(coordinator.page)).toEqual([]);
  for (const path of [other, `${other}/audit`, '/admin/staff', '/admin/audit'])
    expect([path, (await open(coordinator.page, path))!.status()]).toEqual([path, 404]);

  for (const path of ['/admin/staff', '/admin/audit', `${own}/audit`, '/staff']) {
    await open(admin.page, path);
    expect(await faults(admin.page)).toEqual([]);
  }
  await open(admin.page, '/admin/staff');
  await admin.page.getByRole('link', { name: 'cora@example.org' }).click();
  expect(await faults(admin.page)).toEqual([]);
  await press(admin.page, 'End the account of cora@example.org');
  await open(coordinator.page, own);
  await coordinator.page.waitForURL('**/sign-in?said=ended');
  expect([...admin.complaints, ...coordinator.complaints]).toEqual([]);
}, 60_000);
