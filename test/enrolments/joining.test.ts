import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RosterAdding } from '../../src/enrolments/roster-adding.js';
import type { Added } from '../../src/enrolments/roster-adding.js';
import { Links } from '../../src/links/links.js';
import type { Weekday } from '../../src/members/roster-slot.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import type { Joining } from '../../src/organisations/organisation.entity.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeOrganisation } from '../support/factories.js';
import { linkInMail, send, visit } from '../support/pages.js';

let app: TestApp;
let core: string;
beforeAll(async () => {
  app = await startApp();
  [{ id: core }] = await app.dataSource.query<[{ id: string }]>(`select id from programme where slug = 'core'`);
});
afterAll(() => app.stop());

const organisations = new Map<string, string>();
/** Enrols people as a coordinator does. */
async function enrol(
  name: string,
  joining: Joining,
  addresses: string[],
  enrolledBy: string | null = 'Cora Quay',
): Promise<Added[]> {
  const organisationId = organisations.get(name) ?? (await makeOrganisation(app, { name, joining })).id;
  organisations.set(name, organisationId);
  const place = { organisationId, programmeId: core, joining, enrolledBy, renames: false };
  const slot = { weekday: 2, time: '09:00', zone: 'Europe/London' };
  const rows = addresses.map((address, index) => ({ row: index + 1, address, key: address, name: 'Sam' }));
  return app.dataSource.transaction((db) => app.get(RosterAdding).add(db, { ...place, slot }, rows));
}
const kinds = async (to: string) => (await app.mails({ to })).map(({ kind }) => kind);
const stateOf = async (address: string) =>
  (
    await app.dataSource.query<{ state: string; due: Date | null }[]>(
      `select e.state, c.next_due_at as due from enrolment e join member m on m.id = e.member_id join cadence c on c.member_id = m.id
       where m.address = $1 and e.programme_id = $2`,
      [address, core],
    )
  )[0]!;
const words = async (to: string, kind: string) => {
  const mail = (await app.mails({ to, kind })).at(-1)!;
  return (await app.source(mail.id)).replace(/=\r\n/g, '').replace(/\s+/g, ' ');
};

test('an invitation says who, why and what will be seen; a yes starts the lessons, and silence nothing', async () => {
  await app.at('2026-03-16T10:00:00Z');
  await enrol('Asked Ltd', 'invite', ['yes@asked.example', 'silent@asked.example']);
  await enrol('Plain Ltd', 'invite', ['plain@asked.example'], null);
  await app.tick();
  const mail = await words('yes@asked.example', 'invitation');
  for (const part of [
    'Cora Quay at Asked Ltd put you on the list',
    'so that everybody there learns the same',
    'which lessons you started and which you finished',
    'They will never see your answers',
    'ends after 60 days',
  ])
    expect(mail).toContain(part);
  expect(await words('plain@asked.example', 'invitation')).toContain('Plain Ltd put you on the list');
  const link = await linkInMail(app, 'invitation', 'invitation', 'yes@asked.example');
  expect((await visit(app, link)).html).toMatch(/Cora Quay, who coordinates this at Asked Ltd[\s\S]*Yes, start/);
  await send(app, link);
  expect(await kinds('yes@asked.example')).toEqual(['invitation', 'welcome']);
  await app.at('2026-03-17T09:00:00Z');
  await app.tick();
  await app.tick();
  expect(await kinds('yes@asked.example')).toEqual(['invitation', 'welcome', 'lesson']);
  expect(await kinds('silent@asked.example')).toEqual(['invitation']);
});

test('a notice says when they start and gives them a day; who says nothing starts, who says no hears nothing more', async () => {
  await app.at('2026-03-16T10:00:00Z');
  await enrol('Told Ltd', 'notice', ['quiet@told.example', 'no@told.example']);
  await app.tick();
  const mail = await words('quiet@told.example', 'notice');
  // Tuesday at nine is less than a day off: the slot after it counts.
  for (const part of [
    'Cora Quay at Told Ltd',
    'Tuesday 24 March at 09:00',
    'They will never see your answers',
    'Auto-Submitted',
  ])
    expect(mail).toContain(part);
  expect(mail).not.toContain('List-Unsubscribe');
  const link = await linkInMail(app, 'notice', 'invitation', 'no@told.example');
  for (const method of ['GET', 'HEAD']) expect((await fetch(link, { method })).status).toBe(200);
  const page = await visit(app, link);
  expect(page.html).toMatch(/Told Ltd enrolled you[\s\S]*Tuesday 24 March at 09:00[\s\S]*No, thank you/);
  expect(page.html).not.toContain('Yes, start');
  expect((await send(app, `${link}/decline`)).html).toContain('You will get no lessons');
  expect(await stateOf('no@told.example')).toEqual({ state: 'withdrawn', due: null });
  await app.at('2026-03-17T09:00:00Z');
  await app.tick();
  await app.at('2026-03-24T09:00:00Z');
  await app.tick();
  await app.tick();
  expect(await kinds('quiet@told.example')).toEqual(['notice', 'lesson']);
  expect(await kinds('no@told.example')).toEqual(['notice']);

  // As after an invitation: no coordinator enrols them again, they themselves may.
  const [again] = await enrol('Told Ltd', 'notice', ['no@told.example']);
  expect(again).toMatchObject({ outcome: 'refused', joined: false });
  const [other] = await enrol('Other Ltd', 'invite', ['no@told.example']);
  expect(other).toEqual(again);
  await app.tick();
  expect(await kinds('no@told.example')).toEqual(['notice']);
  expect((await visit(app, link)).html).toContain('Yes, start my lessons');
  await send(app, link);
  expect(await stateOf('no@told.example')).toMatchObject({ state: 'active', due: expect.any(Date) });
  expect(await app.get(Suppressions).reason(app.get(Links).addressHash('no@told.example'))).toBeUndefined();
});

test('a notice that goes late puts the first lesson off', async () => {
  await app.at('2026-03-16T08:00:00Z');
  await enrol('Late Ltd', 'notice', ['late@told.example']);
  expect((await stateOf('late@told.example')).due).toEqual(new Date('2026-03-17T09:00:00Z'));
  await app.at('2026-03-16T14:00:00Z');
  await app.tick();
  expect((await stateOf('late@told.example')).due).toEqual(new Date('2026-03-24T09:00:00Z'));
  expect(await words('late@told.example', 'notice')).toContain('Tuesday 24 March at 09:00');
});

test('whatever the slot and the hour, there are a day and at most eight and a half between notice and first lesson', async () => {
  const zones = ['Europe/London', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC'];
  const slot = fc.record({
    weekday: fc.integer({ min: 1, max: 7 }).map((day) => day as Weekday),
    minutes: fc.integer({ min: 7 * 60, max: 20 * 60 - 1 }),
  });
  const instant = fc.date({ min: new Date('2026-03-01'), max: new Date('2026-12-01'), noInvalidDate: true });
  const { id: organisationId } = await makeOrganisation(app, { name: 'Any Ltd', joining: 'notice' });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      instant,
      fc.constantFrom(...zones),
      fc.array(slot, { minLength: 1, maxLength: 20 }),
      async (now, zone, slots) => {
        await app.at(now.toISOString());
        run++;
        const rows = slots.map(({ weekday, minutes }, index) => {
          const address = `r${run}-${index}@any.example`;
          const time = new Date(minutes * 60_000).toISOString().slice(11, 16);
          return { row: index, address, key: address, name: '', weekday, time };
        });
        const usual = { weekday: 1, time: '09:00', zone };
        const place = {
          organisationId,
          programmeId: core,
          joining: 'notice' as const,
          enrolledBy: null,
          renames: false,
        };
        await app.dataSource.transaction((db) => app.get(RosterAdding).add(db, { ...place, slot: usual }, rows));
        const gaps = await app.dataSource.query<{ first: number }[]>(
          `select extract(epoch from c.next_due_at - sending_hours($1, c.zone)) ::float / 3600 as first
         from cadence c join member m on m.id = c.member_id where m.address like $2`,
          [now, `r${run}-%`],
        );
        expect(gaps).toHaveLength(slots.length);
        for (const { first } of gaps) {
          expect(first).toBeGreaterThanOrEqual(24);
          expect(first).toBeLessThanOrEqual(24 * 8 + 1);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('an invitation that nobody answers ends after sixty days, and they may be invited again', async () => {
  await app.at('2026-12-03T10:00:00Z');
  await enrol('Slow Ltd', 'invite', ['slow@asked.example']);
  await app.tick();
  const link = await linkInMail(app, 'invitation', 'invitation', 'slow@asked.example');
  await app.at('2027-02-01T09:00:00Z');
  await app.tick();
  expect((await stateOf('slow@asked.example')).state).toBe('invited');
  await app.at('2027-02-01T12:00:00Z');
  await app.tick();
  expect((await stateOf('slow@asked.example')).state).toBe('withdrawn');
  const page = await visit(app, link);
  expect(page.html).toMatch(/This invitation has ended[\s\S]*href="\/sign-up"/);
  expect(page.html).not.toContain('<form');
  const late = await send(app, link);
  expect([late.status, late.html.includes('This invitation has ended')]).toEqual([409, true]);
  expect((await stateOf('slow@asked.example')).state).toBe('withdrawn');

  const [again] = await enrol('Slow Ltd', 'invite', ['slow@asked.example']);
  expect(again).toMatchObject({ outcome: 'known', joined: true });
  await app.tick();
  expect(await kinds('slow@asked.example')).toEqual(['invitation', 'invitation']);
  expect((await send(app, link)).status).toBe(200);
  expect((await stateOf('slow@asked.example')).state).toBe('active');
  const [taken] = await enrol('Slow Ltd', 'invite', ['slow@asked.example']);
  expect(taken).toMatchObject({ outcome: 'known', joined: false });
});
