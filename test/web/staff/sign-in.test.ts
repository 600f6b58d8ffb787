import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StaffAccounts } from '../../../src/staff/accounts.service.js';
import { StaffTidy } from '../../../src/staff/staff-tidy.js';
import { startApp, type TestApp } from '../../support/app.js';
import { linkInMail, send, visit } from '../../support/pages.js';
import { cookiesOf, makeStaff, sessionOf, signIn } from '../../support/staff.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ LOG_LEVEL: 'error' });
});
afterAll(() => app.stop());

const codeInMail = async () => {
  const mail = (await app.mails({ kind: 'sign-in' })).at(-1)!;
  return /code\s+there:\s+([0-9A-Z]{4}-[0-9A-Z]{4})\b/.exec((await app.source(mail.id)).replace(/=\r\n/g, ''))![1]!;
};
const sessions = async () => (await app.dataSource.query('select 1 from staff_session')).length;

test('a mailed link: looking at it does nothing, its button signs in, once', async () => {
  await makeStaff(app, 'ada@example.org');
  const asked = await send(app, '/sign-in', { address: 'Ada@Example.org' });
  expect([asked.status, asked.location]).toEqual([303, '/sign-in/sent']);
  const link = await linkInMail(app, 'sign-in', 'sign-in');
  for (let time = 0; time < 3; time++) {
    const { status, html, headers } = await visit(app, link);
    expect(status).toBe(200);
    expect(html).toMatch(/As ada@example\.org[\s\S]*<form[^>]*method="post"/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
  }
  expect(await sessions()).toBe(0);
  const entered = await send(app, link);
  expect([entered.status, entered.location]).toEqual([303, '/staff/passkey']);
  const [cookie] = entered.headers.getSetCookie();
  expect(cookie).toMatch(/^little-steps\.session_token=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(await sessions()).toBe(1);
  expect((await send(app, link)).location).toBe('/sign-in?said=stale');
  expect((await visit(app, link)).status).toBe(404);
  expect(await sessions()).toBe(1);
  expect((await visit(app, '/staff', { cookie: cookiesOf(entered) })).html).toContain('ada@example.org');
});

test('neither link nor code is kept anywhere', async () => {
  await makeStaff(app, 'kept@example.org');
  await send(app, '/sign-in', { address: 'kept@example.org' });
  const token = (await linkInMail(app, 'sign-in', 'sign-in')).split('/').at(-1)!;
  const code = await codeInMail();
  for (const table of ['delivery', 'sign_in', 'staff_verification']) {
    const rows = await app.dataSource.query<{ row: string }[]>(`select t::text as row from ${table} t`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) {
      expect(row).not.toContain(token);
      expect(row).not.toContain(token.split('.')[1]!);
      expect(row).not.toContain(code.slice(0, 4));
    }
  }
});

test('the code signs in where the mail was asked for, and only there; mistyped too often it is void', async () => {
  await makeStaff(app, 'cora@example.org', 'coordinator');
  const cookie = cookiesOf(await send(app, '/sign-in', { address: 'cora@example.org' }));
  const code = await codeInMail();
  expect((await send(app, '/sign-in/code', { code })).location).toBe('/sign-in?said=stale');
  const wrong = await send(app, '/sign-in/code', { code: 'AAAA-AAAA' }, { cookie });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('This is not the code in the newest mail.');
  const entered = await send(app, '/sign-in/code', { code: ` ${code.toLowerCase().replace('-', '')} ` }, { cookie });
  expect(entered.location).toBe('/staff/passkey');
  expect((await visit(app, '/organisations', { cookie: cookiesOf(entered) })).status).toBe(200);
  expect((await send(app, '/sign-in/code', { code }, { cookie })).location).toBe('/sign-in?said=stale');

  const again = cookiesOf(await send(app, '/sign-in', { address: 'cora@example.org' }));
  const next = await codeInMail();
  for (let time = 0; time < 5; time++)
    expect((await send(app, '/sign-in/code', { code: 'AAAA-AAAA' }, { cookie: again })).status).toBe(422);
  expect((await send(app, '/sign-in/code', { code: next }, { cookie: again })).location).toBe('/sign-in?said=stale');
});

test('the answer does not tell who has an account, and the same is done', async () => {
  await makeStaff(app, 'dora@example.org');
  const answers = [];
  for (const address of ['dora@example.org', 'nobody@example.org']) {
    const count = async (table: string) => (await app.dataSource.query(`select 1 from ${table}`)).length;
    const before = await Promise.all(['sign_in', 'delivery', 'staff_verification'].map(count));
    const { status, location, html, headers } = await send(app, '/sign-in', { address });
    const after = await Promise.all(['sign_in', 'delivery', 'staff_verification'].map(count));
    const cookie = headers.getSetCookie()[0]!.replace(/=[\w.-]+/, '=…');
    answers.push([status, location, html, cookie, after.map((number, index) => number - before[index]!)]);
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(await app.mails({ kind: 'sign-in', to: 'nobody@example.org' })).toEqual([]);
  const kept = await app.dataSource.query(`select state from delivery where kind = 'sign-in' order by id desc limit 1`);
  expect(kept).toEqual([{ state: 'cancelled' }]);
});

test('an ended account gets no mail, and what it holds is void', async () => {
  const admin = await makeStaff(app, 'boss@example.org');
  const ended = await makeStaff(app, 'gone@example.org', 'coordinator');
  const cookie = await signIn(app, 'gone@example.org');
  await send(app, '/sign-in', { address: 'gone@example.org' });
  const link = await linkInMail(app, 'sign-in', 'sign-in');
  await app.get(StaffAccounts).end(ended.id, { id: admin.id, address: admin.email });
  expect((await visit(app, '/staff', { cookie })).location).toBe('/sign-in?said=ended');
  expect((await send(app, link)).location).toBe('/sign-in?said=stale');
  const before = (await app.mails({ kind: 'sign-in' })).length;
  await send(app, '/sign-in', { address: 'gone@example.org' });
  expect(await app.mails({ kind: 'sign-in' })).toHaveLength(before);
});

test('links end after a quarter of an hour, sessions after twelve hours without use', async () => {
  await makeStaff(app, 'late@example.org', 'coordinator');
  await send(app, '/sign-in', { address: 'late@example.org' });
  const link = await linkInMail(app, 'sign-in', 'sign-in');
  const age = (table: string, minutes: number) =>
    app.dataSource.query(`update ${table} set expires_at = expires_at - make_interval(mins => $1)`, [minutes]);
  await age('staff_verification', 15);
  expect((await send(app, link)).location).toBe('/sign-in?said=stale');
  const cookie = await signIn(app, 'late@example.org');
  await age('staff_session', 11 * 60);
  const used = await visit(app, '/staff', { cookie });
  expect(used.status).toBe(200);
  expect(used.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=43200')]);
  await age('staff_session', 11 * 60);
  expect((await visit(app, '/staff', { cookie })).status).toBe(200);
  await age('staff_session', 12 * 60 + 1);
  expect((await visit(app, '/staff', { cookie })).location).toBe('/sign-in?said=ended');
  await age('sign_in', 15);
  await app.get(StaffTidy).tidy();
  expect(await app.dataSource.query('select 1 from sign_in')).toEqual([]);
});

test('sessions are listed and ended; nobody ends another’s', async () => {
  const eve = await makeStaff(app, 'eve@example.org', 'coordinator');
  const other = await makeStaff(app, 'other@example.org', 'coordinator');
  const [here, there, foreign] = [await sessionOf(app, eve), await sessionOf(app, eve), await sessionOf(app, other)];
  const { html } = await visit(app, '/staff', { cookie: here });
  expect(html).toMatch(/Firefox on Linux[\s\S]*Firefox on Linux/);
  const [end] = /\/staff\/sessions\/[\w-]+\/end/.exec(html)!;
  expect((await send(app, end, {}, { cookie: foreign })).status).toBe(404);
  expect((await visit(app, '/staff', { cookie: there })).status).toBe(200);
  expect((await send(app, end, {}, { cookie: here })).location).toBe('/staff?said=ended');
  expect((await visit(app, '/staff', { cookie: there })).status).toBe(303);
  const out = await send(app, '/staff/sign-out', {}, { cookie: here });
  expect(out.location).toBe('/sign-in?said=out');
  expect((await visit(app, '/staff', { cookie: here })).status).toBe(303);
});

test('a page elsewhere cannot send our forms', async () => {
  const cookie = await sessionOf(app, await makeStaff(app, 'form@example.org', 'coordinator'));
  const from = (headers: Record<string, string>) =>
    send(app, '/staff/name', { name: 'Mallory' }, { cookie, ...headers }).then(({ status }) => status);
  expect(await from({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
  expect(await from({ 'Sec-Fetch-Site': 'same-site' })).toBe(403);
  expect(await from({ Origin: 'https://evil.example' })).toBe(403);
  expect(await from({ Origin: 'null' })).toBe(403);
  expect(await from({ Origin: app.url })).toBe(303);
  expect((await send(app, '/sign-in', { address: 'a@example.org' }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(
    403,
  );
});
