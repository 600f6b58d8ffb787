import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { signUpForm, visit } from '../support/pages.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const read = async (path: string) => JSON.parse((await visit(app, path)).html);
const post = async (path: string, body: unknown) => {
  const response = await fetch(new URL(path, app.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

test('programmes and their lessons are told, contacts put in', async () => {
  const { programmes } = await read('/api/v1/programmes');
  expect(programmes.map(({ slug }: { slug: string }) => slug).toSorted()).toEqual([
    'core',
    'sectors',
    'secure-innovation',
  ]);
  const core = await read('/api/v1/programmes/core');
  expect(core.lessons).toHaveLength(28);
  expect(core.lessons[0]).toMatchObject({
    position: 1,
    title: expect.any(String),
    minutes: expect.any(Number),
    sectors: null,
  });
  expect(JSON.stringify(core)).not.toContain('{{');
});

test('a sign-up is taken like the form’s, and told field by field what is wrong with it', async () => {
  expect(await post('/api/v1/sign-ups', signUpForm)).toMatchObject({ status: 202, text: '' });
  expect((await app.mails({ kind: 'confirm' })).map(({ to }) => to)).toEqual([
    expect.stringContaining('jo@example.org'),
  ]);
  const refused = await post('/api/v1/sign-ups', { ...signUpForm, address: 'jo@', weekday: 9 });
  expect([refused.status, refused.type]).toEqual([422, expect.stringMatching(/^application\/problem\+json/)]);
  const { errors } = JSON.parse(refused.text);
  expect(errors.map(({ field }: { field: string }) => field).sort()).toEqual(['address', 'weekday']);
  expect((await post('/api/v1/sign-ups', [1])).status).toBe(422);
  expect(await app.dataSource.query('select count(*)::int as n from sign_up')).toEqual([{ n: 1 }]);
});

test('below /api every error is problem+json, whatever the caller accepts', async () => {
  for (const path of ['/api/v1/programmes/none', '/api/v1/none', '/api/v2/programmes']) {
    const { status, headers } = await visit(app, path, { Accept: 'text/html' });
    expect([path, status, headers.get('content-type')]).toEqual([path, 404, expect.stringMatching(/problem\+json/)]);
  }
});

test('the document describes every endpoint there is', async () => {
  const document = await read('/api/openapi.json');
  expect(document.openapi).toBe('3.1.0');
  const { address, weekday } =
    document.paths['/sign-ups'].post.requestBody.content['application/json'].schema.properties;
  expect([address, weekday]).toMatchObject([{ type: 'string' }, { minimum: 1, maximum: 7 }]);
  for (const [path, methods] of Object.entries<object>(document.paths))
    for (const method of Object.keys(methods)) {
      const url = new URL(`/api/v1${path.replace(/\{\w+\}/g, 'core')}`, app.url);
      const { status } = await fetch(url, { method: method.toUpperCase() });
      expect([method, path, status === 404]).toEqual([method, path, false]);
    }
});
