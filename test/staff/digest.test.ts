import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { Links } from '../../src/links/links.js';
import { Answering } from '../../src/progress/answering.service.js';
import { digestOrganisations } from '../../src/staff/digest-view.js';
import { digestWeek } from '../../src/staff/digest-week.js';
import { Digests } from '../../src/staff/digests.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeOrganisation, makeProgramme } from '../support/factories.js';
import { lessonRows } from '../support/lesson-rows.js';
import { send, visit } from '../support/pages.js';
import { makeStaff, sessionOf } from '../support/staff.js';

let app: TestApp;
let other: TestApp;
beforeAll(async () => {
  app = await startApp();
  other = await startApp({ ROLE: 'web' }, app.database);
});
afterAll(async () => {
  await other.stop();
  await app.stop();
});

const both = async (instant: string) => {
  await app.at(instant);
  await other.at(instant);
};
const tick = async (instant: string) => {
  await both(instant);
  await app.tick();
};
const text = async (id: string) => (await app.source(id)).split('text/html')[0]!.replace(/\r\n/g, '\n');

test('on Mondays from 08:00 a coordinator hears of last week once, however many instances; not without anything to say, nor switched off', async () => {
  const [mill, quay, quiet] = [
    await makeOrganisation(app, { name: 'Mill Lane Joinery' }),
    await makeOrganisation(app, { name: 'Quay Cycles' }),
    await makeOrganisation(app, { name: 'Nobody Ltd' }),
  ];
  await makeProgramme(app, { slug: 'five', lessons: 5 });
  const ann = await makeMember(app, { organisationId: mill.id, name: 'Ann Archer', takes: ['five'] });
  await makeMember(app, { organisationId: mill.id, name: 'Ben Baker', takes: ['five'] });
  await makeMember(app, { organisationId: quay.id, name: 'Cat Carter', takes: ['five'] });
  await tick('2026-03-17T09:00:00Z');
  await tick('2026-03-24T09:00:00Z');
  const cora = await makeStaff(app, 'cora@example.org', 'coordinator', [mill.id, quay.id, quiet.id]);
  await makeStaff(app, 'mute@example.org', 'coordinator', [quiet.id]);
  const off = await makeStaff(app, 'off@example.org', 'coordinator', [mill.id]);
  await makeStaff(app, 'none@example.org', 'coordinator');
  await makeStaff(app, 'admin@example.org');
  const cookie = { cookie: await sessionOf(app, off) };
  expect((await visit(app, '/staff', cookie)).html).toMatch(/id="digest"[^>]* checked/);
  expect((await send(app, '/staff/digest', {}, cookie)).location).toBe('/staff?said=digest-off');
  expect((await visit(app, '/staff', cookie)).html).not.toMatch(/id="digest"[^>]* checked/);

  const [lesson] = await lessonRows(app, ann.id);
  await app.get(Answering).answer(app.get(Links).token('lesson', lesson!.id), {
    [`q-${(await app.dataSource.query('select part_id from delivery where id = $1', [lesson!.id]))[0].part_id}-first`]:
      [0],
  });
  // London is an hour ahead in summer time, which began on Sunday.
  await tick('2026-03-30T06:59:00Z');
  expect(await app.mails({ kind: 'digest' })).toEqual([]);
  await both('2026-03-30T07:00:00Z');
  const written = await Promise.all([app, other].flatMap((one) => [one.get(Digests).tick(), one.get(Digests).tick()]));
  expect(written.reduce((sum, count) => sum + count)).toBe(2);
  await app.tick();
  await tick('2026-03-30T07:01:00Z');
  const mails = await app.mails({ kind: 'digest' });
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([['cora@example.org', "Last week's progress"]]);
  const said = await text(mails[0]!.id);
  expect(said).toContain('Auto-Submitted: auto-generated');
  expect(said).not.toContain('List-Unsubscribe');
  expect(said).toMatch(
    /Mill Lane Joinery\n {2}Lessons: 2 mailed, 0 done\. People who took part: 1 of 2\.\n {2}May need a nudge: Ben Baker\.\n {2}http:\S+\/organisations\/\d+\/progress\n\nQuay Cycles\n {2}Lessons: 1 mailed, 0 done\. People who took part: 0 of 1\.\n {2}May need a nudge: Cat Carter\./,
  );
  expect(said).toContain('/staff');
  expect(said).not.toMatch(/Nobody Ltd|Ann Archer|-first|\/lesson\//);
  const states = await app.dataSource.query(
    `select state, count(*)::int from delivery where kind = 'digest' group by 1 order by 1`,
  );
  expect(states).toEqual([
    { state: 'cancelled', count: 1 },
    { state: 'sent', count: 1 },
  ]);

  // A Monday that was missed is made up for on Tuesday, not on Wednesday; switched on again, it comes.
  await send(app, '/staff/digest', { digest: 'yes' }, cookie);
  await tick('2026-04-08T07:00:00Z');
  expect(await app.mails({ kind: 'digest' })).toHaveLength(1);
  await tick('2026-04-14T05:30:00Z');
  expect(await app.mails({ kind: 'digest' })).toHaveLength(1);
  await tick('2026-04-14T06:00:00Z');
  const again = (await app.mails({ kind: 'digest' })).slice(1);
  expect(again.map(({ to }) => to).toSorted()).toEqual(['cora@example.org', 'off@example.org']);
  const single = again.find(({ to }) => to === 'off@example.org')!;
  expect(single.subject).toBe("Last week's progress at Mill Lane Joinery");
  const acts = await app.dataSource.query(`select detail from audit where act = 'digest-switched' order by id`);
  expect(acts).toEqual([{ detail: { wanted: false } }, { detail: { wanted: true } }]);

  // What is on its way is dropped when it is switched off, or when the organisation is taken away.
  await both('2026-04-20T07:00:00Z');
  expect(await app.get(Digests).tick()).toBe(3);
  await send(app, '/staff/digest', {}, cookie);
  await app.dataSource.query('delete from coordinator_of where staff_user_id = $1', [cora.id]);
  await app.tick();
  expect(await app.mails({ kind: 'digest' })).toHaveLength(3);
});

test('the time for it is from Monday 08:00 to the end of Tuesday, by the clock of the zone', () => {
  const zones = fc.constantFrom('Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata');
  const minutes = fc.integer({ min: 0, max: 3 * 366 * 24 * 60 });
  fc.assert(
    fc.property(minutes, zones, (minute, zone) => {
      const now = new Date(Date.UTC(2026, 0, 1) + minute * 60_000);
      const here = DateTime.fromJSDate(now, { zone });
      const due = (here.weekday === 1 && here.hour >= 8) || here.weekday === 2;
      const week = digestWeek(now, zone);
      expect(week !== undefined).toBe(due);
      if (!week) return;
      const [from, to, until] = [week.from, week.to, week.until].map((at) => DateTime.fromJSDate(at, { zone }));
      for (const at of [from!, to!]) expect([at.weekday, at.hour, at.minute]).toEqual([1, 0, 0]);
      expect(to!.diff(from!, 'days').days).toBe(7);
      expect(week.monday).toBe(to!.toISODate());
      expect([until!.weekday, until! > here]).toEqual([3, true]);
    }),
  );
});

test('many names and many organisations are cut short, and it says how many more there are', () => {
  const week = { people: 30, mailed: 3, took: 1, done: 1 };
  const weeks = Array.from({ length: 30 }, (_, id) => ({ id: String(id), name: `Firm ${id}`, ...week }));
  const needy = Array.from({ length: 23 }, (_, number) => ({
    memberId: String(number),
    organisationId: '1',
    name: number ? `P${number}` : '',
    address: `p${number}@example.org`,
    waiting: 2,
    nudgedAt: null,
  }));
  const { organisations, more, place } = digestOrganisations(weeks, needy, 'https://x');
  expect([organisations.length, more, place]).toEqual([25, 5, '']);
  expect(organisations[1]!.nudges).toMatch(/^p0@example\.org, P1, .*, P19 and 3 more$/);
  const idle = { id: '9', name: 'Idle', people: 4, mailed: 0, took: 0, done: 0 };
  expect(digestOrganisations([idle], needy, 'https://x')).toEqual({ organisations: [], more: 0, place: '' });
});
