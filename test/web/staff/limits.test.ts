import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.js';
import { send } from '../../support/pages.js';
import { makeStaff } from '../../support/staff.js';

let apps: TestApp[];
beforeAll(async () => {
  const first = await startApp();
  apps = [first, await startApp({}, first.database)];
});
afterAll(async () => {
  await apps[1]!.stop();
  await apps[0]!.stop();
});

test('an address gets five mails in a quarter of an hour, whichever instance is asked, and the answer does not change', async () => {
  await makeStaff(apps[0]!, 'ada@example.org');
  for (let time = 0; time < 8; time++) {
    const { status, location } = await send(apps[time % 2]!, '/sign-in', { address: 'ada@example.org' });
    expect([status, location]).toEqual([303, '/sign-in/sent']);
  }
  const mails = await Promise.all(apps.map((app) => app.mails({ kind: 'sign-in' })));
  expect(mails.flat()).toHaveLength(5);
});

test('a network asks twenty times in a quarter of an hour, whichever instance', async () => {
  const answers = [];
  for (let time = 0; time < 14; time++)
    answers.push((await send(apps[time % 2]!, '/sign-in', { address: `a${time}@example.org` })).status);
  expect(answers).toEqual([...Array<number>(12).fill(303), 429, 429]);
});

test('passkeys are tried thirty times a minute, whichever instance', async () => {
  const answers = [];
  for (let time = 0; time < 32; time++) answers.push((await send(apps[time % 2]!, '/sign-in/passkey/begin')).status);
  expect(answers).toEqual([...Array<number>(30).fill(200), 429, 429]);
});
