import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RosterImport } from '../../src/enrolments/roster-import.js';
import { startApp, type TestApp } from '../support/app.js';
import { linkInMail, send, visit } from '../support/pages.js';
import { withRoster } from '../support/rosters.js';

let app: TestApp;
let link: string;
beforeAll(async () => {
  app = await startApp();
  await withRoster('Name,E-mail\nSam Smith,sam@example.org\n', (file) =>
    app.get(RosterImport).run({ file, organisation: 'Smith & Co', programme: 'core', confirmed: false, dryRun: false }),
  );
  await app.at('2026-03-16T10:00:00Z');
  await app.tick();
  link = await linkInMail(app, 'invitation', 'invitation');
});
afterAll(() => app.stop());

const states = async () =>
  (await app.dataSource.query<{ state: string }[]>('select state from enrolment')).map(({ state }) => state);

test('the page says who invites, what is seen, and leaves the choice', async () => {
  const { status, html, headers } = await visit(app, link);
  expect(status).toBe(200);
  expect(html).toMatch(/Smith &amp; Co invites you[\s\S]*Tuesdays at 09:00[\s\S]*Nobody there ever sees your answers/);
  expect(html.match(/<form/g)).toHaveLength(2);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(await states()).toEqual(['invited']);
});

test('a no ends it, and a yes still counts afterwards, once', async () => {
  expect((await send(app, `${link}/decline`)).html).toContain('You will get no lessons.');
  expect(await states()).toEqual(['withdrawn']);
  expect((await visit(app, link)).html).toContain('Yes, start my lessons');
  for (let time = 0; time < 2; time++) {
    const { status, html } = await send(app, link);
    expect(status).toBe(200);
    expect(html).toContain('Your first lesson comes on Tuesday 17 March at 09:00.');
  }
  expect(await states()).toEqual(expect.arrayContaining(['active']));
  const { html } = await visit(app, link);
  expect(html).toContain('You said yes already');
  expect(html).not.toContain('<form');
});
