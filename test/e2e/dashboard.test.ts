import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { RollUp } from '../../src/stats/figures/roll-up.service.js';
import { writeHandMade } from '../stats/figures/hand-made.js';
import { startApp, type TestApp } from '../support/app.js';
import { faults, openBrowser, openWindow } from '../support/browser.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ ROLE: 'web' }, undefined, '2026-04-06T12:00:00Z'), openBrowser()]);
  await writeHandMade(app.dataSource);
  await app.get(RollUp).tick();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const wide = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const };
const narrow = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const };

test.each([
  ['light and wide', wide],
  ['dark and narrow', narrow],
])(
  'the figures, %s: chosen by form, charts in the colours of the page, nothing that axe-core finds',
  async (_, look) => {
    const { page, complaints } = await openWindow(browser, look);
    const [name, value] = (await sessionOf(app, await makeStaff(app, `${look.colorScheme}@example.org`))).split('=');
    await page.context().addCookies([{ name: name!, value: value!, url: app.url }]);
    await page.goto(`${app.url}/admin`);
    await page.getByLabel('Period').selectOption({ label: 'The last 52 weeks' });
    await page.getByLabel('Nation').selectOption({ label: 'Wales' });
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    expect(await page.getByLabel('Nation').inputValue()).toBe('wales');
    const charts = page.getByRole('img');
    expect(await charts.count()).toBe(8);
    const chart = page.getByRole('img', { name: 'Share of lessons complete' });
    // The lines' colour is the page's own, light or dark, and its words can be read at any width.
    const drawn = await chart.evaluate((svg) => {
      const line = svg.querySelector('[stroke="var(--chart-1)"]')!;
      const probe = svg.ownerDocument.createElement('i');
      probe.style.color = 'var(--accent)';
      svg.after(probe);
      const accent = getComputedStyle(probe).color;
      probe.remove();
      const words = svg.querySelector('text')!.getBoundingClientRect().height;
      return { line: getComputedStyle(line).stroke, accent, words, width: svg.getBoundingClientRect().width };
    });
    expect(drawn.line).toBe(drawn.accent);
    expect(drawn.words).toBeGreaterThan(11.5);
    expect(drawn.width).toBeGreaterThan(280);
    expect(await faults(page)).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as CSV' }).first().click(),
    ]);
    expect(file.suggestedFilename()).toBe('members.csv');
    expect(complaints).toEqual([]);
  },
);
