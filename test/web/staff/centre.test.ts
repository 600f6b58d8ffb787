import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CentreViews } from '../../../src/centre/centre-views.js';
import { startApp, type TestApp } from '../../support/app.js';
import { makeMember, makeProgramme } from '../../support/factories.js';
import { send, signUpForm, visit, type Page } from '../../support/pages.js';
import { picture } from '../../support/pictures.js';
import { makeStaff, sessionOf } from '../../support/staff.js';
import { until } from '../../support/until.js';

let app: TestApp;
let admin: { cookie: string };
beforeAll(async () => {
  app = await startApp({}, undefined, '2026-12-01T10:00:00Z');
  admin = { cookie: await sessionOf(app, await makeStaff(app, 'admin@example.org')) };
});
afterAll(() => app.stop());

const settings = {
  name: 'Riverside Cyber Resilience Centre',
  programmeName: 'Small Steps',
  postalAddress: '1 Quay Street\r\n  Riverside \n\n RV1 1AA',
  email: 'steps@riverside.example.org',
  website: 'https://riverside.example.org/',
  bookAChatUrl: 'https://riverside.example.org/chat',
  accent: '#5B21B6',
  accentDark: '',
  weekday: '4',
  time: '10:30',
  zone: 'Europe/London',
  zones: 'Europe/London\nEurope/Dublin',
  termsVersion: '2026-12-01',
  privacyVersion: '2026-11-22',
};
const save = (changes: Record<string, string> = {}) => send(app, '/admin/centre', { ...settings, ...changes }, admin);
const acts = async () =>
  (await app.dataSource.query<{ act: string; detail: object }[]>('select act, detail from audit order by id')).filter(
    ({ act }) => act !== 'sign-in',
  );
const kept = async () => (await app.dataSource.query<[Record<string, unknown>]>('select * from centre'))[0];
const problem = ({ html }: Page, field: string) =>
  new RegExp(`<p class="problem" id="${field}-problem">([^<]*)<`).exec(html)?.[1];

async function upload(body: Buffer): Promise<Page> {
  const form = new FormData();
  form.set('logo', new Blob([new Uint8Array(body)], { type: 'image/png' }), 'logo.png');
  const options = { method: 'POST', body: form, headers: admin, redirect: 'manual' as const };
  const answer = await fetch(new URL('/admin/centre/logo', app.url), options);
  const { status, headers } = answer;
  return { status, headers, html: await answer.text(), location: headers.get('location') };
}

test('what is saved shows in the next page and the next mail, and is written down', async () => {
  expect((await save()).location).toBe('/admin/centre?said=saved');
  const { html } = await visit(app, '/');
  expect(html).toContain('<strong>Small Steps</strong> <span>Riverside Cyber Resilience Centre</span>');
  expect(html).toContain('/assets/accent-5b21b6.css');
  expect(html).toContain('href="https://riverside.example.org/chat"');
  expect((await visit(app, '/assets/accent-5b21b6.css')).html).toContain('--accent-on-light:#5b21b6');
  expect((await visit(app, '/terms')).html).toContain('in force from 1 December 2026');
  const form = (await visit(app, '/sign-up')).html;
  expect(form).toMatch(/<option value="4" selected>Thursday/);
  expect(form).toMatch(/<option value="Europe\/London" selected>[^<]*<\/option>\s*<option value="Europe\/Dublin">/);

  await send(app, '/sign-up', { ...signUpForm, address: 'new@example.org' });
  const [mail] = await app.mails({ to: 'new@example.org' });
  const source = (await app.source(mail!.id)).replace(/=\r\n/g, '');
  expect(source).toMatch(/Small Steps[\s\S]*1 Quay Street\s+Riverside\s+RV1 1AA\s+steps@riverside\.example\.org/);
  expect(source).toContain('#5b21b6');
  expect(source).not.toContain('<img');

  const [written, ...more] = await acts();
  expect(more).toEqual([]);
  expect(written).toMatchObject({ act: 'centre-changed', detail: { accent: '#5b21b6', weekday: 4, time: '10:30' } });
  expect(written!.detail).not.toHaveProperty('privacyVersion');
  await save();
  expect(await acts()).toHaveLength(1);
});

test('what cannot be is refused beside its field, and nothing is saved', async () => {
  const before = await kept();
  for (const [wrong, words] of [
    [{ name: 'see evil.example.com' }, 'Leave out addresses and links.'],
    [{ postalAddress: ' \n ' }, 'Give the postal address.'],
    [{ email: 'nobody' }, 'This address has no @'],
    [{ website: 'http://riverside.example.org' }, 'begins with https://'],
    [{ website: 'https://riverside' }, 'begins with https://'],
    [{ bookAChatUrl: 'javascript:alert(1)' }, 'begins with https://'],
    [{ accent: '#ffcc00' }, 'The nearest that has it is #'],
    [{ accent: 'green' }, 'such as #0b6e69'],
    [{ accentDark: '#0b6e69' }, 'the dark of pages by night'],
    [{ time: '05:00' }, 'between 07:00 and 19:59'],
    [{ zone: 'Mars/North' }, 'Choose a time zone'],
    [{ zones: 'Europe/London, Mars/North' }, '“Mars/North” is no time zone'],
    [{ termsVersion: '2026-12-02' }, 'today, or before'],
    [{ privacyVersion: '' }, 'today, or before'],
  ] as [Record<string, string>, string][]) {
    const refused = await save(wrong);
    const field = Object.keys(wrong)[0]!;
    expect([field, refused.status]).toEqual([field, 422]);
    expect(problem(refused, field) ?? refused.html).toContain(words);
  }
  expect(await kept()).toEqual(before);
  const nearest = /nearest that has it is (#[0-9a-f]{6})/.exec((await save({ accent: '#ffcc00' })).html)![1]!;
  expect((await save({ accent: nearest, accentDark: '#ffcc00' })).status).toBe(303);
  const path = `/assets/accent-${nearest.slice(1)}-ffcc00.css`;
  expect((await visit(app, '/')).html).toContain(path);
  expect((await visit(app, path)).html).toContain('--accent-on-dark:#ffcc00');
  expect((await visit(app, '/assets/accent-x.css')).status).toBe(404);
});

test('a logo is known by its content, is shown by pages and mails, and goes for good', async () => {
  for (const [body, words] of [
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'Choose a PNG, JPEG or WebP picture.'],
    [Buffer.concat([picture('png', 200, 80), Buffer.alloc(200 * 1024)]), '200 KB or less'],
    [picture('png', 8, 8), '16 to 4000 pixels'],
    [Buffer.alloc(0), 'Choose a picture first.'],
  ] as [Buffer, string][]) {
    const refused = await upload(body);
    expect([words, refused.status, problem(refused, 'logo')]).toEqual([words, 422, expect.stringContaining(words)]);
  }
  expect((await upload(Buffer.alloc(3 * 1024 * 1024))).status).toBe(413);

  expect((await upload(picture('png', 200, 80))).location).toBe('/admin/centre?said=logo');
  const image = /<img src="(\/assets\/logo-[0-9a-f]{32}\.png)" width="110" height="44" alt="Riverside[^"]*">/;
  const path = image.exec((await visit(app, '/')).html)![1]!;
  const { headers, status } = await visit(app, path);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    'image/png',
    'public, max-age=31536000, immutable',
  ]);
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  // Mails under way show settings as they were a second ago.
  const views = app.get(CentreViews);
  await until(async () => (await views.of(null)).centre.logo !== '');
  await send(app, '/sign-up', { ...signUpForm, address: 'next@example.org' });
  const source = (await app.source((await app.mails({ to: 'next@example.org' }))[0]!.id)).replace(/=\r\n/g, '');
  const shown = new RegExp(`<img[^>]*src="${app.url}${path}"[^>]*alt="Riverside Cyber Resilience Centre"`);
  expect(source.replace(/\r\n/g, ' ')).toMatch(shown);
  // A mail that was sent shows the logo it was sent with.
  expect((await upload(picture('webp', 300, 100))).status).toBe(303);
  expect((await visit(app, path)).status).toBe(200);
  expect((await visit(app, '/')).html).toMatch(/logo-[0-9a-f]{32}\.webp/);

  await send(app, '/admin/centre/logo/remove', {}, admin);
  await send(app, '/admin/centre/logo/remove', {}, admin);
  expect((await visit(app, '/')).html).not.toContain('/assets/logo-');
  expect(await app.dataSource.query('select 1 from logo')).toEqual([]);
  expect((await acts()).map(({ act }) => act).slice(-3)).toEqual(['logo-changed', 'logo-changed', 'logo-removed']);
});

test('a contact is changed, checked, made for one nation, and asks to be tried again after 90 days', async () => {
  const list = async () => (await visit(app, '/admin/centre/contacts', admin)).html;
  const one = '/admin/centre/contacts/reportFraud';
  const good = { name: 'Report Fraud', phone: '0300 999 2040', url: 'https://www.reportfraud.police.uk/' };
  for (const [wrong, field, words] of [
    [{ phone: 'call us' }, 'phone', 'Give the digits'],
    [{ phone: '12' }, 'phone', '3 to 15 digits'],
    [{ phone: '' }, 'phone', 'Lessons name this number'],
    [{ url: '' }, 'url', 'Lessons name this page'],
    [{ url: 'http://x.example.org' }, 'url', 'https://'],
    [{ address: 'x' }, 'address', 'no @'],
    [{ name: ' ' }, 'name', 'Give the name'],
  ] as [Record<string, string>, string, string][]) {
    const refused = await send(app, one, { ...good, ...wrong }, admin);
    expect([refused.status, problem(refused, field)]).toEqual([422, expect.stringContaining(words)]);
  }
  expect((await send(app, one, { ...good, note: 'Any day, at any hour.' }, admin)).status).toBe(303);
  expect((await visit(app, '/')).html).toMatch(
    /0300 999 2040[\s\S]*Any day, at any hour\.[\s\S]*Checked on 1 December 2026/,
  );

  const nation = { key: 'liveAttack', nation: 'wales' };
  const made = await send(app, '/admin/centre/contacts', nation, admin);
  expect(made.location).toBe('/admin/centre/contacts/liveAttack.wales');
  expect((await send(app, '/admin/centre/contacts', nation, admin)).status).toBe(422);
  expect((await send(app, '/admin/centre/contacts', { key: 'x', nation: 'wales' }, admin)).status).toBe(404);
  await send(app, made.location!, { name: 'Heddlu', phone: '101' }, admin);
  const live = async (where: string) => (await app.get(CentreViews).of(where)).contact['liveAttack']!.name;
  await until(async () => (await live('wales')) === 'Heddlu');
  expect(await live('england')).toBe('Report Fraud');

  const notice = /last checked over 90 days ago/;
  expect((await visit(app, '/admin/staff', admin)).html).not.toMatch(notice);
  await app.at('2027-02-21T10:00:00Z');
  expect((await visit(app, '/admin/audit', admin)).html).toMatch(/9 contacts were last checked over 90 days ago/);
  expect((await list()).match(/Over 90 days ago/g)).toHaveLength(9);
  for (const id of ['bank', 'ico', 'signpost', 'suspiciousText', 'suspiciousEmail', 'policeScotland', 'liveAttack'])
    expect((await send(app, `/admin/centre/contacts/${id}/checked`, {}, admin)).status).toBe(303);
  expect((await visit(app, '/admin/audit', admin)).html).toMatch(/2 contacts were/);

  expect((await send(app, '/admin/centre/contacts/liveAttack/remove', {}, admin)).status).toBe(409);
  expect((await send(app, '/admin/centre/contacts/liveAttack.wales/remove', {}, admin)).status).toBe(303);
  expect((await send(app, '/admin/centre/contacts/liveAttack.wales/checked', {}, admin)).status).toBe(404);
  expect(await list()).not.toContain('Heddlu');
});

test('days without sending move slots and are given back', async () => {
  await app.at('2026-12-21T00:00:00Z');
  await makeProgramme(app, { slug: 'any' });
  const { id } = await makeMember(app, { takes: ['any'] });
  const next = async () => {
    const [row] = await app.dataSource.query<[{ next: Date }]>(
      'select next_due_at as next from cadence where member_id = $1',
      [id],
    );
    return row.next.toISOString();
  };
  const weeks = '/admin/centre/quiet-weeks';
  expect((await visit(app, weeks, admin)).html).toContain('None yet');
  const form = { label: 'Christmas', firstDay: '2026-12-22', lastDay: '2027-01-03' };
  for (const [wrong, field] of [
    [{ lastDay: '2026-12-21' }, 'lastDay'],
    [{ lastDay: '2027-12-21' }, 'lastDay'],
    [{ firstDay: '24 December' }, 'firstDay'],
    [{ label: '' }, 'label'],
  ] as [Record<string, string>, string][])
    expect(problem(await send(app, weeks, { ...form, ...wrong }, admin), field)).toBeDefined();
  expect(await next()).toBe('2026-12-22T09:00:00.000Z');
  expect((await send(app, weeks, form, admin)).status).toBe(303);
  expect(await next()).toBe('2027-01-05T09:00:00.000Z');
  const { html } = await visit(app, weeks, admin);
  expect(html).toContain('22 December 2026 to 3 January 2027');
  expect((await send(app, /action="([^"]*remove)"/.exec(html)![1]!, {}, admin)).status).toBe(303);
  expect(await next()).toBe('2026-12-22T09:00:00.000Z');
  expect((await send(app, `${weeks}/1/remove`, {}, admin)).status).toBe(404);
});
