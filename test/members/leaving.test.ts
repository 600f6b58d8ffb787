import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import type { Member } from '../../src/members/member.entity.js';
import { PageLinks } from '../../src/members/page-links.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember } from '../support/factories.js';
import { linkInMail, send, visit } from '../support/pages.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const leaveLink = ({ id }: Member) => app.get(Links).url('unsubscribe', id);
const reason = ({ addressHash }: Member) => app.get(Suppressions).reason(addressHash);
const oneClick = (url: string, body: BodyInit) => fetch(url, { method: 'POST', body, redirect: 'manual' });
const multipart = (value: string) => {
  const form = new FormData();
  form.append('List-Unsubscribe', value);
  return form;
};

test.each([
  ['application/x-www-form-urlencoded', (value: string) => new URLSearchParams({ 'List-Unsubscribe': value })],
  ['multipart/form-data', multipart],
])('one click leaves, as %s (RFC 8058): no redirect, no cookie, no matter how often', async (_, body) => {
  const member = await makeMember(app, { takes: ['core'] });
  for (let turn = 0; turn < 3; turn++) {
    const response = await oneClick(leaveLink(member), body('One-Click'));
    expect([response.status, response.headers.get('set-cookie')]).toEqual([200, null]);
    expect(await reason(member)).toBe('unsubscribed');
  }
});

test('anything but one click leaves nobody out', async () => {
  const member = await makeMember(app);
  for (const body of [new URLSearchParams({ 'List-Unsubscribe': 'Maybe' }), multipart('no'), new URLSearchParams()])
    expect((await oneClick(leaveLink(member), body)).status).toBe(422);
  for (const method of ['GET', 'HEAD']) expect((await fetch(leaveLink(member), { method })).status).toBe(200);
  for (const token of ['1.AAAAAAAAAAAAAAAAAAAAAA', app.get(Links).token('lesson', member.id), 'x'])
    expect((await oneClick(`${app.url}/unsubscribe/${token}`, multipart('One-Click'))).status).toBe(404);
  expect(await reason(member)).toBeUndefined();
});

test('no lesson comes after leaving, and after undoing it the next one does', async () => {
  const member = await makeMember(app, { takes: ['core'] });
  const lessons = async () => (await app.mails({ kind: 'lesson', to: member.address })).length;
  await send(app, `${leaveLink(member)}/leave`);
  expect((await visit(app, leaveLink(member))).html).toContain('undo');
  await app.at('2026-03-17T09:00:00Z');
  await app.tick();
  expect(await lessons()).toBe(0);
  await send(app, `${leaveLink(member)}/undo`);
  expect(await reason(member)).toBeUndefined();
  await app.at('2026-03-24T09:00:00Z');
  await app.tick();
  await app.tick();
  expect(await lessons()).toBe(1);
});

test.each(['bounced', 'complained', 'staff'] as const)(
  'a suppression as %s stays, whatever is pressed',
  async (why) => {
    const member = await makeMember(app);
    await app.get(Suppressions).suppress(member.addressHash, why);
    for (const path of ['leave', 'undo', 'leave']) await send(app, `${leaveLink(member)}/${path}`);
    expect(await reason(member)).toBe(why);
  },
);

test('undoing what was never done changes nothing', async () => {
  const member = await makeMember(app);
  expect((await send(app, `${leaveLink(member)}/undo`)).status).toBe(303);
  expect(await reason(member)).toBeUndefined();
});

test('a page link is mailed to a member, and nobody else can tell', async () => {
  const member = await makeMember(app, { address: 'page@example.org' });
  const answers: { status: number; html: string; location: string | null }[] = [];
  for (const address of [member.address, 'PAGE@example.org', 'nobody@example.org']) {
    const began = performance.now();
    const { status, html, location } = await send(app, '/my-page', { address });
    answers.push({ status, html, location });
    expect(performance.now() - began).toBeGreaterThan(250);
  }
  expect(answers).toEqual(answers.map(() => ({ status: 303, html: answers[0]!.html, location: '/my-page/sent' })));
  expect(await app.mails({ kind: 'page-link' })).toHaveLength(2);
  const link = await linkInMail(app, 'page-link', 'me', member.address);
  expect((await visit(app, link)).html).toContain('page@example.org');
});

test('it opens the page for an hour, and only with the link', async () => {
  const member = await makeMember(app);
  const links = app.get(Links);
  expect((await visit(app, links.url('me', member.id, 3600))).status).toBe(200);
  expect((await visit(app, links.url('me', member.id, -1))).status).toBe(404);
  expect((await visit(app, `/me/${links.token('unsubscribe', member.id)}`)).status).toBe(404);
});

test('five links an hour for a member, twenty askings for a network, and both are told alike', async () => {
  const member = await makeMember(app, { address: 'often@example.org' });
  const ask = (address: string, network: string) => app.get(PageLinks).byAddress(address, network);
  for (let turn = 0; turn < 7; turn++) await ask('often@example.org', `home ${turn}`);
  expect(await app.mails({ kind: 'page-link', to: member.address })).toHaveLength(5);
  await expect(app.get(PageLinks).toMember(member.id)).rejects.toThrow(/too often/);
  const asked = await Promise.allSettled(
    Array.from({ length: 25 }, (_, turn) => ask(`stranger${turn}@example.org`, 'office')),
  );
  expect(asked.filter(({ status }) => status === 'rejected')).toHaveLength(5);
});

test('somebody who complained is not written to, even when asking', async () => {
  const member = await makeMember(app, { address: 'angry@example.org' });
  await app.get(Suppressions).suppress(member.addressHash, 'complained');
  await app.get(PageLinks).byAddress('angry@example.org', 'any');
  expect(await app.mails({ to: 'angry@example.org' })).toEqual([]);
});
