import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { linkInMail, send, signUpForm, visit } from '../support/pages.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const open = [
  '/',
  '/sign-up',
  '/sign-up/sent',
  '/go',
  '/my-page',
  '/my-page/sent',
  '/my-page/erased',
  '/programmes/core',
  '/terms',
  '/privacy',
];

test.each(open)('%s is a whole page that needs nothing from elsewhere, sets nothing and runs nothing', async (path) => {
  const { status, html, headers } = await visit(app, path);
  expect(status).toBe(200);
  expect(html).toMatch(
    /<html lang="en-GB">[\s\S]*<a class="skip" href="#content">[\s\S]*<main id="content"[\s\S]*<footer/,
  );
  expect(html.match(/<h1/g)).toHaveLength(1);
  expect(html).toContain('general information, not advice');
  expect(html).toMatch(
    /An attack going on now[\s\S]*0300 123 2040[\s\S]*An attack that is over[\s\S]*Checked on 22 November 2026/,
  );
  expect(html).not.toMatch(/<script|style=|<img|https?:\/\/[^"]*\.(?:css|js|woff)/);
  expect(headers.get('set-cookie')).toBeNull();
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(headers.get('content-security-policy')).not.toContain('script-src');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('what a page loads is kept for long, sent zipped, and changes its name with its content', async () => {
  const { html } = await visit(app, '/');
  const sheets = [...html.matchAll(/href="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  expect(sheets).toEqual([
    expect.stringMatching(/icon\.[0-9a-f]{10}\.svg$/),
    expect.stringMatching(/tabler\.[0-9a-f]{10}\.css$/),
    expect.stringMatching(/steps\.[0-9a-f]{10}\.css$/),
    '/assets/accent-0b6e69.css',
  ]);
  for (const path of sheets) expect((await visit(app, path)).status).toBe(200);
  const tabler = await fetch(new URL(sheets[1]!, app.url), { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } });
  expect(tabler.headers.get('content-encoding')).toBe('gzip');
  expect(tabler.headers.get('cache-control')).toContain('immutable');
  for (const path of ['/assets/accent-red.css', '/assets/tabler.css', '/assets/..%2fsteps.css'])
    expect((await visit(app, path)).status).toBe(404);
});

test('the first page shows a lesson, the tools and the one thing to do', async () => {
  const { html } = await visit(app, '/');
  expect(html).toContain('Why criminals ask instead of hack');
  expect(html).toMatch(/Cyber Action Toolkit[\s\S]*Early Warning[\s\S]*Exercise in a Box/);
  expect(html).toContain('<a href="mailto:hello@localhost">Book a chat</a>');
  expect(html.match(/btn-primary/g)).toHaveLength(1);
  await app.dataSource.query(
    `update centre set book_a_chat_url = 'https://chat.example/', website = 'https://centre.example/'`,
  );
  expect((await visit(app, '/')).html).toContain('<a href="https://chat.example/">Book a chat</a>');
});

test('a programme lists its lessons, each with a place of its own, and shows the first in full', async () => {
  const { html } = await visit(app, '/programmes/core');
  expect(html).toContain('<li id="lock-your-email">');
  expect(html.match(/<li id=/g)).toHaveLength(28);
  expect(html).toContain('Breaking into a computer is hard work.');
  expect(html).not.toContain('{{');
  expect((await visit(app, '/programmes/nothing')).status).toBe(404);
});

test('terms and privacy show the version that is accepted', async () => {
  await app.dataSource.query(`update centre set terms_version = '2027-01-31', privacy_version = 'third'`);
  expect((await visit(app, '/terms')).html).toContain('Version 2027-01-31, in force from 31 January 2027');
  expect((await visit(app, '/privacy')).html).toContain('Version third');
});

test('a refused sign-up keeps what was typed and says beside each field what is wrong', async () => {
  const { status, html } = await send(app, '/sign-up', {
    ...signUpForm,
    name: 'Jo "<b>"',
    address: 'jo@@x',
    size: '',
    accepted: '',
  });
  expect(status).toBe(422);
  expect(html).toContain('<title>Please check: Sign up');
  expect(html).toMatch(/role="alert"[\s\S]*<a href="#address">[\s\S]*<a href="#size">[\s\S]*<a href="#accepted">/);
  expect(html).toMatch(
    /id="address-problem"[\s\S]*value="jo@@x"[\s\S]{0,200}aria-invalid="true" aria-describedby="address-problem address-hint"/,
  );
  expect(html).toContain('value="Jo &quot;&lt;b&gt;&quot;"');
  expect(html).toContain('<option value="technology" selected>');
  expect(html).toMatch(/id="emergingTechnology"[^>]* checked/);
  expect(await app.mails({ kind: 'confirm' })).toEqual([]);
});

test('a sign-up is answered alike whatever follows, and confirmed only by its button', async () => {
  for (let time = 0; time < 2; time++) {
    const { status, location } = await send(app, '/sign-up', { ...signUpForm, address: 'kim@example.org' });
    expect([status, location]).toEqual([303, '/sign-up/sent']);
  }
  const link = await linkInMail(app, 'confirm', 'confirm');
  const { html, headers } = await visit(app, link);
  expect(html).toMatch(/Bloggs &amp; Daughters[\s\S]*Tuesdays at 09:00[\s\S]*<form[^>]*method="post"/);
  expect(html).toContain('<meta name="robots" content="noindex">');
  expect([headers.get('cache-control'), headers.get('x-robots-tag')]).toEqual(['no-store', 'noindex']);
  expect((await app.dataSource.query('select 1 from member')).length).toBe(0);
  for (let time = 0; time < 2; time++) {
    const joined = await send(app, link);
    expect(joined.status).toBe(200);
    expect(joined.html).toContain('Your first lesson comes on Tuesday 17 March at 09:00.');
  }
});

test('who asks for a page link learns nothing', async () => {
  for (const address of ['kim@example.org', 'nobody@example.org'])
    expect(await send(app, '/my-page', { address })).toMatchObject({ status: 303, location: '/my-page/sent' });
  expect((await send(app, '/my-page', { address: 'x' })).html).toContain('id="address-problem"');
  expect(await app.mails({ kind: 'page-link' })).toHaveLength(1);
});
