import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TooMany } from '../../src/errors.js';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { Leaving } from '../../src/members/leaving.service.js';
import { signUpForm as schema } from '../../src/members/sign-up.schema.js';
import { SignUps } from '../../src/members/sign-ups.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember } from '../support/factories.js';
import { linkInMail, send, signUpForm, visit } from '../support/pages.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

let networks = 0;
/** Signs up as the page does, from a network of its own. */
const signUp = (changes: Partial<typeof signUpForm>, network = `net ${++networks}`) =>
  app.get(SignUps).signUp(schema.parse({ ...signUpForm, ...changes }), network);
const kinds = async (to: string) => (await app.mails({ to })).map((mail) => mail.kind);
const rows = (sql: string, values: unknown[] = []) => app.dataSource.query<Record<string, unknown>[]>(sql, values);
const memberOf = async (address: string) =>
  (
    await rows(
      'select m.*, o.name as organisation from member m join organisation o on o.id = m.organisation_id where address = $1',
      [address],
    )
  )[0];
const confirmPath = (to: string) => linkInMail(app, 'confirm', 'confirm', to);

test('a sign-up is kept apart until the button in its mail is pressed; a look changes nothing', async () => {
  await signUp({ address: 'new@example.org' });
  const link = await confirmPath('new@example.org');
  for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(link, { method })).status).toBe(200);
  expect(await memberOf('new@example.org')).toBeUndefined();
  expect((await send(app, link)).html).toContain('Tuesday 17 March at 09:00');
  expect(await kinds('new@example.org')).toEqual(['confirm', 'welcome']);
  expect(await memberOf('new@example.org')).toMatchObject({
    organisation: 'Bloggs & Daughters',
    origin: 'sign-up',
    confirmed_at: app.clock.now(),
    terms_version: '2026-11-22',
    privacy_version: '2026-11-22',
    terms_accepted_at: app.clock.now(),
  });
});

test('the button pressed again, and twice at the same moment, changes nothing more', async () => {
  await signUp({ address: 'twice@example.org' });
  const link = await confirmPath('twice@example.org');
  const presses = await Promise.all([send(app, link), send(app, link), send(app, link)]);
  expect(presses.map(({ status }) => status)).toEqual([200, 200, 200]);
  await send(app, link);
  expect(await kinds('twice@example.org')).toEqual(['confirm', 'welcome']);
  const [count] = await rows(`select count(*)::int from enrolment e join member m on m.id = e.member_id
    join programme p on p.id = e.programme_id where m.address = 'twice@example.org' and p.slug = 'core'`);
  expect(count).toEqual({ count: 1 });
});

test('two sign-ups of one name make two organisations', async () => {
  for (const address of ['one@example.com', 'two@example.com']) {
    await signUp({ address, organisation: 'Same Name Ltd' });
    await send(app, await confirmPath(address));
  }
  expect(await rows(`select count(*)::int from organisation where name = 'Same Name Ltd'`)).toEqual([{ count: 2 }]);
});

test('a stranger learns nothing: one answer for whatever address, and the right mail to its owner', async () => {
  await makeMember(app, { address: 'member@example.net', takes: ['core'] });
  const invited = await makeMember(app, { address: 'invited@example.net', confirmedAt: null });
  const left = await makeMember(app, { address: 'left@example.net', takes: ['core'] });
  const bounced = app.get(Links).addressHash('bounced@example.net');
  await app.get(Suppressions).suppress(left.addressHash, 'unsubscribed');
  await app.get(Suppressions).suppress(bounced, 'bounced');
  const names = ['member', 'stranger', 'invited', 'left', 'bounced'];
  const answers: object[] = [];
  for (const name of names) {
    const { status, html, location, headers } = await send(app, '/sign-up', {
      ...signUpForm,
      address: `${name}@example.net`,
    });
    const told = [...headers].filter(([header]) => header !== 'date');
    answers.push({ status, html, location, told });
  }
  expect(answers).toEqual(names.map(() => answers[0]));
  expect(answers[0]).toMatchObject({ status: 303, location: '/sign-up/sent' });
  const mails = await Promise.all(names.map((name) => kinds(`${name}@example.net`)));
  expect(mails).toEqual([['already-member'], ['confirm'], ['confirm'], ['confirm'], ['confirm']]);
  expect(await memberOf(invited.address)).toMatchObject({ confirmed_at: null });
});

test('what is already there of a member stays when somebody else signs up with the address', async () => {
  const { address } = await makeMember(app, { address: 'kept@example.net', name: 'Right Name', takes: ['core'] });
  const before = await memberOf(address);
  await signUp({ address: 'Kept@Example.NET', name: 'Wrong Name', weekday: '5' });
  expect(await kinds(address)).toEqual(['already-member']);
  expect(await memberOf(address)).toEqual(before);
});

test('a button pressed again after leaving does not bring back; signing up anew does', async () => {
  await signUp({ address: 'back@example.org' });
  const old = await confirmPath('back@example.org');
  await send(app, old);
  expect(await kinds('back@example.org')).toEqual(['confirm', 'welcome']);
  const { id, address_hash: hash } = (await memberOf('back@example.org'))!;
  await app.get(Leaving).leave(app.get(Links).token('unsubscribe', String(id)));
  expect((await send(app, old)).status).toBe(200);
  expect(await app.get(Suppressions).reason(hash as Buffer)).toBe('unsubscribed');

  await signUp({ address: 'back@example.org', weekday: '4' });
  await send(app, await confirmPath('back@example.org'));
  expect(await app.get(Suppressions).reason(hash as Buffer)).toBeUndefined();
  const cadences = await rows('select weekday, next_due_at from cadence where member_id = $1', [id]);
  expect(cadences).toEqual([{ weekday: 4, next_due_at: new Date('2026-03-19T09:00:00Z') }]);
  expect((await kinds('back@example.org')).filter((kind) => kind === 'welcome')).toHaveLength(2);
});

test('what was kept back by staff, or complained about, is not opened by signing up', async () => {
  const member = await makeMember(app, { address: 'staff@example.org', takes: ['core'] });
  await app.get(Suppressions).suppress(member.addressHash, 'staff');
  await signUp({ address: 'staff@example.org' });
  await send(app, await confirmPath('staff@example.org'));
  expect(await app.get(Suppressions).reason(member.addressHash)).toBe('staff');
  await app.get(Suppressions).suppress(app.get(Links).addressHash('complained@example.org'), 'complained');
  await signUp({ address: 'complained@example.org' });
  expect(await kinds('complained@example.org')).toEqual([]);
});

test('five sign-ups a day reach an address; the sixth is answered alike and mails nothing', async () => {
  for (let turn = 0; turn < 7; turn++) await signUp({ address: 'flooded@example.org' });
  expect(await kinds('flooded@example.org')).toHaveLength(5);
});

test('a network may sign up twenty times an hour', async () => {
  const all = Array.from({ length: 23 }, (_, turn) => signUp({ address: `crowd${turn}@example.org` }, 'one network'));
  const refused = (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(3);
  for (const one of refused) expect((one as PromiseRejectedResult).reason).toBeInstanceOf(TooMany);
});

test('many sign-ups at once do not run out of connections', async () => {
  const before = Date.now();
  await Promise.all(Array.from({ length: 60 }, (_, turn) => signUp({ address: `rush${turn}@example.org` })));
  expect(Date.now() - before).toBeLessThan(10_000);
});

test('after a week an unconfirmed sign-up is gone, and so is what was kept of its mail', async () => {
  await signUp({ address: 'late@example.org' });
  const link = await confirmPath('late@example.org');
  const hash = app.get(Links).addressHash('late@example.org');
  await app.at('2026-03-22T23:59:00Z');
  await app.tick();
  expect((await visit(app, link)).status).toBe(200);
  await app.at('2026-03-23T00:01:00Z');
  await app.get(SignUps).tidy();
  expect((await visit(app, link)).status).toBe(404);
  expect((await send(app, link)).status).toBe(404);
  expect(await rows('select from sign_up where address_key = $1', ['late@example.org'])).toEqual([]);
  expect(await rows('select from delivery where address_hash = $1', [hash])).toEqual([]);
  await app.at('2026-03-16T00:00:00Z');
});

test.each([
  ['name', { name: 'Visit evil.com now' }],
  ['name', { name: 'Jo http://evil.example' }],
  ['name', { name: 'jo@example.org' }],
  ['name', { name: ' \u200b ' }],
  ['organisation', { organisation: 'www.evil.example/x' }],
  ['organisation', { organisation: 'x'.repeat(201) }],
  ['address', { address: 'jo@localhost' }],
  ['address', { address: 'jo@example.org\r\nBcc: all@example.org' }],
  ['sector', { sector: 'piracy' }],
  ['size', { size: '' }],
  ['nation', { nation: 'france' }],
  ['weekday', { weekday: '8' }],
  ['time', { time: '03:00' }],
  ['zone', { zone: 'Mars/Olympus' }],
  ['accepted', { accepted: 'no' }],
])('a wrong %s is refused: %j', (field, changes) => {
  const result = schema.safeParse({ ...signUpForm, ...changes });
  expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});

test.each([
  'Anne-Marie O’Neill',
  'Dr. J. R. Smith',
  'Łukasz Żak',
  '李小龙',
  'St. Ives Bakery',
  'A.B.C. Ltd.',
  'Smith & Co.',
])('people and firms may be called %s', (name) => {
  expect(schema.parse({ ...signUpForm, name, organisation: name })).toMatchObject({ name, organisation: name });
});
