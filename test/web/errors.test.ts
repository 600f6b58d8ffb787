import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { send, signUpForm, visit } from '../support/pages.js';
import { Conflict, Invalid, TooMany } from '../../src/errors.js';
import { answerTo } from '../../src/web/page.filter.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const tokens = [
  'x',
  '1.AAAAAAAAAAAAAAAAAAAAAA',
  '1-0.AAAAAAAAAAAAAAAAAAAAAA',
  '%00',
  '%E0%A4%A',
  '..%2f..%2fetc',
  'a'.repeat(3000),
];

test.each(['confirm', 'invitation', 'lesson', 'me', 'unsubscribe'])(
  'every bad link to /%s gets the same friendly page',
  async (purpose) => {
    for (const token of tokens) {
      const { status, html, headers } = await visit(app, `/${purpose}/${token}`);
      expect([token, status]).toEqual([token, 404]);
      expect(html).toContain('<h1>There is no such page</h1>');
      expect(headers.get('cache-control')).toBe('no-store');
      const body: Record<string, string> = purpose === 'unsubscribe' ? { 'List-Unsubscribe': 'One-Click' } : {};
      expect([token, (await send(app, `/${purpose}/${token}`, body)).status]).toEqual([token, 404]);
    }
  },
);

test('an unknown address is a friendly page too, with whom to turn to', async () => {
  const { status, html } = await visit(app, '/nothing/here');
  expect(status).toBe(404);
  expect(html).toMatch(/There is no such page[\s\S]*An attack going on now/);
});

test('who asks for JSON gets problem+json', async () => {
  const { status, html, headers } = await visit(app, '/lesson/x', { Accept: 'application/json' });
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(html)).toMatchObject({ status, title: 'There is no such page', code: 'not-found' });
});

test('bodies that are no forms, or too long, are refused and nothing more', async () => {
  const bad = (type: string, body: string) =>
    fetch(new URL('/sign-up', app.url), { method: 'POST', headers: { 'Content-Type': type }, body });
  expect((await bad('application/json', '{bad')).status).toBe(400);
  expect((await bad('application/x-www-form-urlencoded', `name=${'a'.repeat(200_000)}`)).status).toBe(413);
  expect((await bad('text/plain', 'hello')).status).toBe(422);
  expect((await bad('application/x-www-form-urlencoded', 'name[a][b]=1&weekday[]=2&zone=__proto__')).status).toBe(422);
});

test('what went wrong inside is not told, and the page needs no database', async () => {
  expect(answerTo(new Error('relation "member" does not exist'))).toMatchObject({
    status: 500,
    heading: 'Something went wrong',
  });
  expect(JSON.stringify(answerTo(new Error('secret')))).not.toContain('secret');
  await app.dataSource.query('alter table centre rename to hidden');
  try {
    const { status, html } = await visit(app, '/sign-up');
    expect(status).toBe(500);
    expect(html).toContain('Something went wrong');
    expect((await visit(app, '/go')).status).toBe(200);
    expect((await visit(app, '/health')).status).toBe(200);
  } finally {
    await app.dataSource.query('alter table hidden rename to centre');
  }
});

test('domain errors have one status each', () => {
  expect(answerTo(new Conflict('A lesson is on its way.'))).toMatchObject({
    status: 409,
    lead: 'A lesson is on its way.',
  });
  expect(answerTo(new TooMany('x', 700))).toMatchObject({ status: 429, lead: expect.stringContaining('12 minutes') });
  expect(answerTo(new Invalid([{ field: 'a', problem: 'b' }]))).toMatchObject({ status: 422, list: ['a: b'] });
});

test('operators can ask whether it lives, whether it is ready, and for figures', async () => {
  expect(JSON.parse((await visit(app, '/health')).html)).toEqual({ status: 'ok' });
  expect((await visit(app, '/health/ready')).status).toBe(200);
  expect((await visit(app, '/metrics')).html).toContain('process_cpu_user_seconds_total');
  await app.dataSource.query('update migration set name = $1', ['Other']);
  expect((await visit(app, '/health/ready')).status).toBe(503);
});

/** A request with a Host header of our choosing, which fetch does not allow. */
function statusAs(host: string, headers: Record<string, string> = {}): Promise<number> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: '/mailbox', headers: { host, ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .once('error', reject)
      .end();
  });
}

test('the mailbox is there for this computer only', async () => {
  const { port } = new URL(app.url);
  expect(await statusAs(`localhost:${port}`)).toBe(200);
  expect(await statusAs('steps.example.org')).toBe(404);
  expect(await statusAs(`localhost:${port}`, { 'X-Forwarded-For': '203.0.113.9' })).toBe(404);
});

test('the mailbox shows a mail as HTML that can do nothing, as text and as source', async () => {
  await send(app, '/sign-up', signUpForm);
  const [mail] = await app.mails({ kind: 'confirm' });
  expect((await visit(app, '/mailbox?address=JO@')).html).toContain(`<a href="/mailbox/${mail!.id}">`);
  expect((await visit(app, '/mailbox?address=nobody')).html).toContain('No mail to an address like “nobody”');
  expect(JSON.parse((await visit(app, '/mailbox.json')).html)).toEqual([
    expect.objectContaining({ id: mail!.id, kind: 'confirm', to: 'jo@example.org' }),
  ]);
  expect((await visit(app, `/mailbox/${mail!.id}`)).html).toMatch(
    /<iframe[^>]*sandbox="allow-popups[^"]*"[\s\S]*As text[\s\S]*Source/,
  );
  const html = await visit(app, `/mailbox/${mail!.id}/html`);
  expect(html.headers.get('content-security-policy')).toMatch(/frame-ancestors 'self'; sandbox/);
  expect(html.html).toContain('<base target="_blank">');
  expect((await visit(app, `/mailbox/${mail!.id}.eml`)).html).toMatch(/^\S+: [\s\S]*\r?\n\r?\n/);
  for (const path of ['/mailbox/99999', '/mailbox/..%2fsecret', '/mailbox/99999.eml', '/mailbox/99999/html'])
    expect((await visit(app, path)).status).toBe(404);
});
