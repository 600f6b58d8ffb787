import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const form = {
  name: 'Jo Bloggs',
  address: 'jo@example.org',
  organisation: 'Bloggs Bakery',
  sector: 'retail',
  size: '2-9',
  nation: 'england',
  weekday: '2',
  time: '09:00',
  zone: 'Europe/London',
  accepted: 'yes',
};
const post = (path: string, body: Record<string, string>) =>
  fetch(new URL(path, app.url), { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' });

test('from sign-up to the first lesson and its answer', async () => {
  const signed = await post('/sign-up', form);
  expect(signed.status).toBe(303);
  const [confirm] = await app.mails({ kind: 'confirm' });
  const link = /http:\/\/\S+\/confirm\/[\w.-]+/.exec(await app.source(confirm!.id))![0];
  expect((await fetch(link)).status).toBe(200);
  expect(await app.mails({ kind: 'welcome' })).toEqual([]);
  expect((await post(link, {})).status).toBe(200);
  expect(await app.mails({ kind: 'welcome', to: 'jo@example.org' })).toHaveLength(1);

  await app.at('2026-03-17T08:59:00Z');
  await app.tick();
  expect(await app.mails({ kind: 'lesson' })).toHaveLength(0);
  await app.at('2026-03-17T09:00:00Z');
  await app.tick();
  await app.tick();
  expect(await app.mails({ kind: 'lesson' })).toHaveLength(1);
});
