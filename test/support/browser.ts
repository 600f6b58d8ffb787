import sparticuz from '@sparticuz/chromium';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A Chromium from npm. It may not run all in one process, as that package would have it: then it ends with its first window. */
export async function openBrowser(): Promise<Browser> {
  const args = sparticuz.args.filter((arg) => arg !== '--single-process');
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: [...args, '--no-sandbox'] });
}

/** A window, and everything the pages in it complained of: what they were refused by their own policy, for one. */
export async function openWindow(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  page.on('console', (line) => {
    // A refused form is shown with 422; Chromium reports every such status.
    if (line.type() === 'error' && !/status of 4\d\d/.test(line.text()))
      complaints.push(`${page.url()}: ${line.text()}`);
  });
  return { page, complaints };
}

/**
 * What axe-core finds on a page, with everything unfolded; and whether it must be scrolled sideways.
 * @param rules only these, for a page that was looked at before
 */
export async function faults(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
  await page.evaluate(`self.axe || (() => { ${axe.source} })()`);
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(${options})`);
  const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`);
  return [...found, ...(wide ? ['wider than the window'] : [])].map((fault) => `${page.url()} ${fault}`);
}
