import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Slot } from '../../src/enrolments/cadence.js';
import { Plan } from '../../src/drip/plan.js';
import { Invalid, NotFound } from '../../src/errors.js';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import type { Member } from '../../src/members/member.entity.js';
import { LessonPages } from '../../src/progress/lesson-page.service.js';
import { Answering } from '../../src/progress/answering.service.js';
import { OwnPages } from '../../src/progress/own-page.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeProgramme } from '../support/factories.js';
import { linkInMail, send, signUpForm, visit } from '../support/pages.js';
import { everything, tablesHolding } from '../support/tables.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const DAY = 24 * 3600_000;
const sql = <T>(text: string, values: unknown[] = []) => app.dataSource.query<T[]>(text, values);
const me = ({ id }: Member) => app.get(Links).token('me', id, 3600);
const pages = () => app.get(OwnPages);
const later = async (ms: number) => app.at(new Date(app.clock.now().getTime() + ms).toISOString());
/** Plans what is due, and has it sent without sending it. */
async function plan(): Promise<void> {
  await app.get(Plan).tick(1);
  await sql(`update delivery set state = 'sent', sent_at = $1 where state = 'planned' and kind = 'lesson'`, [
    app.clock.now(),
  ]);
}
const slotsUsed = async ({ id }: Member) =>
  (
    await sql<{ dueAt: Date }>(
      `select due_at as "dueAt" from delivery where kind = 'lesson' and recipient_id = $1 order by due_at`,
      [id],
    )
  ).map(({ dueAt }) => dueAt.getTime());
const gaps = (times: number[]) => times.slice(1).map((time, index) => (time - times[index]!) / DAY);

test('however often the slot is moved, two lessons are never closer than six days, and the next comes within a fortnight', async () => {
  const slots: fc.Arbitrary<Slot> = fc.record({
    weekday: fc.integer({ min: 1, max: 7 }),
    time: fc.constantFrom('07:00', '09:00', '13:30', '19:30'),
    zone: fc.constantFrom('Europe/London', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Kolkata'),
  });
  const programme = await makeProgramme(app, { lessons: 10 });
  const moves = fc.sample(fc.array(fc.record({ day: fc.nat(27), slot: slots }), { minLength: 1, maxLength: 8 }), 15);
  const members: Member[] = [];
  for (const _ of moves) members.push(await makeMember(app, { takes: [programme.slug] }));
  for (let half = 0; half < 43 * 2; half++) {
    await later(DAY / 2);
    await plan();
    for (const [index, member] of members.entries())
      for (const { slot } of moves[index]!.filter(({ day }) => day * 2 === half))
        await pages().setCadence(me(member), slot);
  }
  for (const member of members) {
    const used = await slotsUsed(member);
    expect(Math.min(...gaps(used))).toBeGreaterThan(6.3);
    expect((app.clock.now().getTime() - used.at(-1)!) / DAY).toBeLessThan(15);
  }
});

test('moved at the moment when the lesson is planned, it does not come twice in the week', async () => {
  const programme = await makeProgramme(app, { lessons: 4 });
  const slot = { weekday: ((app.clock.now().getUTCDay() + 1) % 7) + 1, time: '09:00', zone: 'UTC' };
  const members: Member[] = [];
  for (let index = 0; index < 15; index++) members.push(await makeMember(app, { takes: [programme.slug], slot }));
  const [{ due }] = (await sql<{ due: Date }>('select next_due_at as due from cadence where member_id = $1', [
    members[0]!.id,
  ])) as [{ due: Date }];
  await app.at(due.toISOString());
  const next = { ...slot, weekday: (slot.weekday % 7) + 1 };
  const moves = members.map((member) => pages().setCadence(me(member), next));
  await Promise.all([plan(), ...moves]);
  for (let day = 0; day < 9; day++) {
    await later(DAY);
    await plan();
  }
  for (const member of members) for (const gap of gaps(await slotsUsed(member))) expect(gap).toBeGreaterThan(6.3);
});

test('a pause lasts until its day; what it passes over comes afterwards, nothing is lost', async () => {
  await app.at('2026-06-01T00:00:00Z'); // a Monday
  const programme = await makeProgramme(app, { lessons: 4 });
  const member = await makeMember(app, { takes: [programme.slug] });
  const steps = () =>
    sql<{ slug: string; dueAt: Date }>(
      `select s.slug, d.due_at as "dueAt" from delivery d join step s on s.id = d.part_id where d.kind = 'lesson' and d.recipient_id = $1 order by d.due_at`,
      [member.id],
    );
  await pages().pause(me(member), '2026-06-16');
  expect((await pages().open(me(member))).cadence.pausedUntil).toEqual(new Date('2026-06-15T23:00:00Z'));
  for (const day of ['02', '09', '16', '23']) {
    await app.at(`2026-06-${day}T08:00:00Z`);
    await plan();
    if (day === '02') expect(await steps()).toEqual([]);
  }
  expect(await steps()).toEqual([
    { slug: `${programme.slug}-1`, dueAt: new Date('2026-06-16T08:00:00Z') },
    { slug: `${programme.slug}-2`, dueAt: new Date('2026-06-23T08:00:00Z') },
  ]);
  await pages().pause(me(member), '2026-08-01');
  await pages().resume(me(member));
  expect((await pages().open(me(member))).cadence.pausedUntil).toBeUndefined();
  await app.at('2026-06-30T08:00:00Z');
  await plan();
  expect(await steps()).toHaveLength(3);
});

test.each(['2026-06-30', '2026-01-01', '2028-01-01', '2026-02-30', '', 'soon'])(
  'a pause until %j is refused',
  async (until) => {
    const member = await makeMember(app);
    const refused: Invalid = await pages()
      .pause(me(member), until)
      .catch((error) => error);
    expect(refused.problems.map(({ field }) => field)).toEqual(['until']);
  },
);

test('a programme can be taken up when it is on offer to the member, once', async () => {
  await makeProgramme(app, { slug: 'for-all', entry: 'offered', rank: 30 });
  await makeProgramme(app, { slug: 'for-care', entry: 'offered', sectors: ['care'], rank: 31 });
  await makeProgramme(app, { slug: 'for-new', entry: 'offered', emergingTechnology: true, rank: 32 });
  const member = await makeMember(app, { sector: 'care', takes: ['core'] });
  const offered = async () =>
    (await pages().open(me(member))).offered.map(({ slug }) => slug).filter((slug) => slug.startsWith('for-'));
  expect(await offered()).toEqual(['for-all', 'for-care']);
  await Promise.all(
    [pages().enrol(me(member), 'for-care'), pages().enrol(me(member), 'for-care')].map((one) =>
      one.catch(() => undefined),
    ),
  );
  expect(await offered()).toEqual(['for-all']);
  for (const slug of ['for-care', 'for-new', 'core', 'nothing'])
    await expect(pages().enrol(me(member), slug)).rejects.toThrow(Invalid);
  const taken = await sql<{ slug: string }>(
    `select p.slug from enrolment e join programme p on p.id = e.programme_id where member_id = $1 and p.entry = 'offered'`,
    [member.id],
  );
  expect(taken).toEqual([{ slug: 'for-care' }]);
});

test('looking at the page and taking the data along changes nothing', async () => {
  const member = await makeMember(app, { takes: ['core'] });
  const before = await everything(app.dataSource);
  for (const path of ['', '/data.json', '/cadence', '/name', '/pause', '/enrol', '/erase', '?said=name'])
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(`${app.url}/me/${me(member)}${path}`, { method, redirect: 'manual' })).status).toBeLessThan(
        400,
      );
  expect(await everything(app.dataSource)).toEqual(before);
});

test('the data hold all that is kept of the member, and nothing of anybody else', async () => {
  const programme = await makeProgramme(app, { slug: 'kept', lessons: 2 });
  const stranger = await makeMember(app, { name: 'Somebody Else', address: 'else@example.net', takes: ['kept'] });
  const member = await makeMember(app, {
    name: 'Ann Kept',
    address: 'kept@example.net',
    takes: [programme.slug],
    slot: { weekday: 2, time: '09:00', zone: 'UTC' },
  });
  await app.at('2026-07-07T09:00:00Z');
  await app.tick();
  const [delivery] = await sql<{ id: string }>(`select id from delivery where kind = 'lesson' and recipient_id = $1`, [
    member.id,
  ]);
  const token = app.get(Links).token('lesson', delivery!.id);
  const { questions } = await app.get(LessonPages).byToken(token);
  await app.get(Answering).answer(token, Object.fromEntries(questions.map(({ key }) => [key, [0]])));
  await app.get(Answering).setOutcome(token, 'done');
  await app.get(Suppressions).suppress(member.addressHash, 'unsubscribed');
  const { html, headers } = await visit(app, `/me/${me(member)}/data.json`);
  expect(headers.get('content-type')).toMatch(/json/);
  expect(JSON.parse(html)).toMatchObject({
    name: 'Ann Kept',
    address: 'kept@example.net',
    organisation: 'Mill Lane Joinery',
    sector: 'trades',
    from: 'sign-up',
    left: [{ reason: 'unsubscribed' }],
    cadence: { weekday: 2, time: '09:00:00', zone: 'UTC' },
    enrolments: expect.arrayContaining([expect.objectContaining({ programme: programme.title, state: 'active' })]),
    mails: [expect.objectContaining({ kind: 'lesson', state: 'sent' })],
    answers: [
      { question: 'first', chosen: [0], correct: true },
      { question: 'second', chosen: [0], correct: false },
    ],
    actions: [{ lesson: 'kept-1', outcome: 'done' }],
    completed: [{ lesson: 'kept-1' }],
  });
  expect(html).not.toMatch(/Somebody Else|else@example/);
  expect(stranger.id).not.toBe(member.id);
});

test('after erasing, no name, no address and no hash leads to the person, and the address is not mailed again', async () => {
  const address = 'Erase.Me@forget.example';
  await send(app, '/sign-up', { ...signUpForm, address, name: 'Zebedee Quux' });
  await send(app, await linkInMail(app, 'confirm', 'confirm', address));
  await app.at('2026-07-14T09:00:00Z');
  await app.tick();
  await app.tick();
  await send(app, '/my-page', { address });
  const lesson = await linkInMail(app, 'lesson', 'lesson', address);
  const unsubscribe = await linkInMail(app, 'lesson', 'unsubscribe', address);
  const page = await linkInMail(app, 'page-link', 'me', address);
  const { questions } = await app.get(LessonPages).byToken(lesson.split('/').at(-1)!);
  await app.get(Answering).answer(lesson.split('/').at(-1)!, { [questions[0]!.key]: [0] });
  const hash = app.get(Links).addressHash(address.toLowerCase());
  const [{ id }] = (await sql<{ id: string }>('select id from member where address_hash = $1', [hash])) as [
    { id: string },
  ];

  expect((await send(app, `${page}/erase`)).status).toBe(422);
  expect((await sql('select from member where address_hash = $1', [hash])).length).toBe(1);
  expect((await send(app, `${page}/erase`, { sure: 'yes' })).location).toBe('/my-page/erased');

  for (const trace of ['zebedee', 'quux', 'erase.me', 'forget.example'])
    expect(await tablesHolding(app.dataSource, trace)).toEqual([]);
  expect(await tablesHolding(app.dataSource, hash.toString('hex'))).toEqual(['"public"."suppression"']);
  expect(await app.get(Suppressions).reason(hash)).toBe('erased');
  expect(await sql(`select count(*)::int as kept from answer where member_id = $1`, [id])).toEqual([{ kept: 1 }]);
  expect(
    await sql(`select state from enrolment where member_id = $1 and state in ('invited', 'active')`, [id]),
  ).toEqual([]);
  for (const link of [lesson, page]) expect((await visit(app, link)).status).toBe(404);
  expect((await visit(app, unsubscribe)).status).toBeLessThan(500);
  const mails = (await app.mails({ to: address })).length;
  await app.at('2026-07-21T09:00:00Z');
  await app.tick();
  expect(await app.mails({ to: address })).toHaveLength(mails);

  await send(app, '/sign-up', { ...signUpForm, address, name: 'Zebedee Quux' });
  await send(app, await linkInMail(app, 'confirm', 'confirm', address));
  const [{ anew }] = (await sql<{ anew: string }>('select id as anew from member where address_hash = $1', [hash])) as [
    { anew: string },
  ];
  expect(anew).not.toBe(id);
  expect(await app.get(Suppressions).reason(hash)).toBeUndefined();
});

test('when one part of erasing fails, nothing of it is done', async () => {
  const member = await makeMember(app, { takes: ['core'] });
  await sql(`create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'`);
  await sql(`create trigger refuse before insert on suppression for each row execute function refuse()`);
  await expect(pages().erase(me(member))).rejects.toThrow();
  await sql('drop function refuse cascade');
  expect(
    (await sql(`select from enrolment where member_id = $1 and state = 'active'`, [member.id])).length,
  ).toBeGreaterThan(0);
  expect((await pages().open(me(member))).cadence.nextDueAt).toBeDefined();
  await pages().erase(me(member));
  await expect(pages().open(me(member))).rejects.toThrow(NotFound);
});
