import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { StaffAccounts } from '../../src/staff/accounts.service.js';
import { commandLine } from '../../src/staff/audit.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeOrganisation } from '../support/factories.js';
import { linkInMail, send } from '../support/pages.js';

let app: TestApp;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  [app, browser, folder] = await Promise.all([startApp(), openBrowser(), mkdtemp(join(tmpdir(), 'import-'))]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
  await rm(folder, { recursive: true });
});

const narrow = { width: 390, height: 844 };
const wide = { width: 1280, height: 900 };
const press = (window: Page, name: string | RegExp) => window.getByRole('button', { name }).click();
const heading = (window: Page) => window.locator('h1').innerText();

/** On a telephone by day, and on a wide screen by night. @param seen a page like this was looked at before */
async function fine(window: Page, title: string, { seen = false } = {}): Promise<void> {
  expect(await heading(window)).toBe(title);
  await shots(window, title);
  await window.setViewportSize(narrow);
  expect(await faults(window, seen ? ['color-contrast'] : undefined)).toEqual([]);
  if (seen) return;
  await window.emulateMedia({ colorScheme: 'dark' });
  await window.setViewportSize(wide);
  expect(await faults(window, ['color-contrast'])).toEqual([]);
  await window.emulateMedia({ colorScheme: 'light' });
}

async function shots(window: Page, title: string): Promise<void> {
  const { SHOTS } = process.env;
  if (!SHOTS) return;
  for (const colorScheme of ['light', 'dark'] as const)
    for (const size of [wide, narrow]) {
      await window.emulateMedia({ colorScheme });
      await window.setViewportSize(size);
      await window.screenshot({
        path: join(SHOTS, `${title.replace(/\W+/g, '-')}-${colorScheme}-${size.width}.png`),
        fullPage: true,
      });
    }
  await window.emulateMedia({ colorScheme: 'light' });
}

/** Keeps everybody else from a table until it is let go. */
async function holding(table: string, mode: 'exclusive' | 'access exclusive'): Promise<() => Promise<void>> {
  const session = app.dataSource.createQueryRunner();
  await session.startTransaction();
  await session.query(`lock table ${table} in ${mode} mode`);
  return async () => {
    await session.commitTransaction();
    await session.release();
  };
}

test('an admin invites a coordinator, who imports 500 people of whom 20 are faulty, and watches', async () => {
  const { id } = await makeOrganisation(app, { name: 'Quay Cycles' });
  const admin = await openWindow(browser, { viewport: wide });
  const wish = { name: '', role: 'admin' as const, organisationIds: [] };
  await admin.page.goto(await app.get(StaffAccounts).invite('ada@example.org', wish, commandLine));
  await press(admin.page, 'Sign in');
  await admin.page.goto(`${app.url}/organisations/${id}`);
  await admin.page.getByText('Invite a coordinator').click();
  await admin.page.getByLabel('Their work e-mail').fill('cora@example.org');
  await press(admin.page, 'Invite');

  const { page, complaints } = await openWindow(browser, { viewport: narrow, reducedMotion: 'reduce' });
  await app.mails({ kind: 'sign-in', to: 'cora@example.org' });
  await page.goto(await linkInMail(app, 'sign-in', 'sign-in', 'cora@example.org'));
  await press(page, 'Sign in');
  await page.getByRole('link', { name: /Not now/ }).click();
  await page.getByRole('link', { name: 'Quay Cycles' }).click();
  await page.getByRole('link', { name: 'Imports' }).click();
  await fine(page, 'Imports');
  await page.getByRole('link', { name: 'Import a file' }).first().click();
  await fine(page, 'Import people');

  // By keyboard: without a file first.
  await page.getByRole('button', { name: 'Look at it' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
  await fine(page, 'Import people', { seen: true });
  const roster = join(folder, 'people.csv');
  const rows = Array.from({ length: 500 }, (_, index) =>
    index % 25 === 7 ? `Person ${index},nonsense` : `Person ${index},p${index}@quay.example`,
  );
  await writeFile(roster, ['Name,Email', ...rows].join('\r\n'));
  await page.getByLabel('The file').setInputFiles(roster);
  await press(page, 'Look at it');
  await fine(page, 'What is in which column?');
  const readOn = await holding('suppression', 'access exclusive');
  await press(page, 'Go on');
  await fine(page, 'The file is being read', { seen: true });
  await readOn();
  await page.locator('h1', { hasText: 'This is what would happen' }).waitFor();
  expect(await page.locator('.figures').innerText()).toMatch(/New\s+480\s+Known already\s+0\s+Faulty\s+20/);
  await fine(page, 'This is what would happen');

  // The work waits for the table: the bar stands still, whether the page is loaded anew or not.
  const goOn = await holding('member', 'exclusive');
  await press(page, 'Invite 480 people');
  expect(await page.locator('progress').getAttribute('max')).toBe('500');
  await fine(page, 'People are being added');
  await page.reload();
  expect(await page.getByText('0 of 500 rows done.').isVisible()).toBe(true);
  await goOn();
  await page.locator('h1', { hasText: 'Done' }).waitFor();
  expect(await page.getByText('480 people invited.').isVisible()).toBe(true);
  expect(await page.locator('.figures').innerText()).toMatch(/New\s+480\s+Known already\s+0\s+Faulty\s+20/);
  expect(await page.locator('.mails tbody tr').count()).toBe(20);
  await fine(page, 'Done');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /as a CSV file/ }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^import-\d+\.csv$/);

  // One of them says yes; that one is paused, and what there is of progress is taken along.
  await app.at('2026-03-16T10:00:00Z');
  await app.tick();
  await send(app, await linkInMail(app, 'invitation', 'invitation', 'p0@quay.example'));
  await page.getByRole('link', { name: 'People', exact: true }).click();
  expect(await page.locator('#found').innerText()).toContain('480');
  await page.getByLabel('Name or address').fill('p0@quay');
  await press(page, 'Find');
  await page.getByRole('checkbox', { name: 'Choose Person 0' }).check();
  await page.getByText('Pause', { exact: true }).click();
  await page.getByLabel('For so many weeks').fill('2');
  await press(page, 'Preview the pause');
  await page.locator('form.actions button').click();
  expect(await page.locator('.notice').innerText()).toMatch(/paused/i);
  await page.getByRole('link', { name: 'Progress', exact: true }).click();
  const [progress] = await Promise.all([page.waitForEvent('download'), press(page, 'Download as CSV')]);
  expect(progress.suggestedFilename()).toMatch(/\.csv$/);

  await page.getByRole('link', { name: 'Imports', exact: true }).click();
  await page.getByRole('link', { name: 'Add a person' }).click();
  await page.getByLabel('Their work e-mail').fill('p0@quay.example');
  await press(page, 'Add');
  expect(await page.locator('#address-problem').innerText()).toContain('takes part');
  await fine(page, 'Add a person');

  await page.getByRole('link', { name: 'Imports', exact: true }).click();
  await fine(page, 'Imports');
  await page.getByRole('link', { name: 'people.csv' }).click();
  await page.getByText('Undo this import').click();
  await press(page, 'Take it back');
  expect(await page.getByText('479 people removed, 1 person had started and stays.').isVisible()).toBe(true);
  await fine(page, 'Taken back', { seen: true });
  expect([...admin.complaints, ...complaints]).toEqual([]);
}, 180_000);
