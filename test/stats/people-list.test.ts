import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Suppressions } from '../../src/mail/suppressions.js';
import {
  peopleCounts,
  type PeopleFilter,
  peopleIds,
  peopleList,
  type PeopleSort,
  peopleSorts,
  type PersonLine,
} from '../../src/stats/people-list.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeOrganisation, makeProgramme } from '../support/factories.js';
import { makePeople } from '../support/many-people.js';

let app: TestApp;
let programmeId: string;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
  programmeId = (await makeProgramme(app, { slug: 'long', lessons: 10 })).id;
});
afterAll(() => app.stop());

const page = (id: string, at: number, sort: PeopleSort = 'name', descending = false, filter: PeopleFilter = {}) =>
  peopleList(app.dataSource.manager, id, filter, { sort, descending, page: at }, app.clock.now());
const counts = (id: string, filter: PeopleFilter = {}) =>
  peopleCounts(app.dataSource.manager, id, filter, app.clock.now());
const ids = (id: string, filter: PeopleFilter) => peopleIds(app.dataSource.manager, id, filter, app.clock.now());

const order =
  <T>(...all: T[]) =>
  (one: T | null) =>
    one === null ? all.length : all.indexOf(one);
const state = order('invited', 'active', 'paused', 'finished', 'withdrawn', 'none', 'left');
const problem = order('complained', 'bounced', 'unconfirmed', 'paused');
const keys: Record<PeopleSort, (line: PersonLine) => string | number | null> = {
  name: (line) => line.name,
  address: (line) => line.address,
  state: (line) => state(line.state),
  step: (line) => line.number ?? 0,
  started: (line) => line.startedAt && line.startedAt.getTime(),
  done: (line) => line.done,
  last: (line) => line.last && Date.parse(line.last.at),
  problem: (line) => line.problem && problem(line.problem),
};

test('every way to sort has each person once, in order, those without anything last', async () => {
  const { id } = await makeOrganisation(app);
  await makePeople(app, id, programmeId, 250);
  for (const sort of peopleSorts)
    for (const descending of [false, true]) {
      const lines: PersonLine[] = [];
      for (const at of [0, 1, 2, 3]) lines.push(...(await page(id, at, sort, descending)));
      expect([sort, new Set(lines.map((line) => line.id)).size, lines.length]).toEqual([sort, 250, 250]);
      const found = lines.map(keys[sort]);
      const some = found.filter((key) => key !== null);
      const sorted = some.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect([sort, found]).toEqual([
        sort,
        [...(descending ? sorted.toReversed() : sorted), ...Array<null>(found.length - some.length).fill(null)],
      ]);
    }
});

test('among 10,000 people pages, filters and figures are right, and there at once', async () => {
  const { id } = await makeOrganisation(app);
  await makePeople(app, id, programmeId, 10_000);
  const names = async (at: number) => (await page(id, at)).map(({ name }) => Number(name.slice(7)));
  for (const at of [0, 1, 57, 99])
    expect(await names(at)).toEqual(Array.from({ length: 100 }, (_, place) => at * 100 + place + 1));
  expect(await names(100)).toEqual([]);
  // 280 of the numbers to 10,000 have 99 in them
  expect(await counts(id, { text: '99' })).toEqual({
    states: { active: 8572, paused: 1428 },
    all: 10_000,
    matching: 280,
  });
  expect(await ids(id, { text: 'PERSON 00099' })).toHaveLength(1);
  expect(await ids(id, { text: 'person99@of' })).toHaveLength(1);
  expect(await ids(id, { text: '%' })).toEqual([]);
  expect(await ids(id, { state: 'paused' })).toHaveLength(1428);
  expect(await ids(id, { problem: 'paused', started: true })).toHaveLength(476);
  expect(await ids(id, { programmeId, started: false })).toHaveLength(6667);
  expect((await page(id, 0, 'done', true)).every(({ done, reached }) => done === 5 && reached === 10)).toBe(true);
  const begun = performance.now();
  for (const sort of peopleSorts) await page(id, 3, sort);
  expect((performance.now() - begun) / peopleSorts.length).toBeLessThan(2000);
});

test('states, problems, step, figures and the last mail of each', async () => {
  const { id: organisationId } = await makeOrganisation(app);
  const one = (name: string, wishes: Parameters<typeof makeMember>[1] = {}) =>
    makeMember(app, { organisationId, name, takes: ['long'], ...wishes });
  const db = app.dataSource;
  const deliver = (member: { id: string; addressHash: Buffer }, step: number, was: string, at: string, round = 0) =>
    db.query(
      `insert into delivery (kind, subject_id, part_id, content_id, recipient_id, address_hash, urgent, due_at, expires_at, next_try_at, state, sent_at, attempts, round)
       select 'lesson', e.id, s.id, s.revision_id, $1, $2, false, $5, $5, $5, $4, $5, 1, $6
       from enrolment e join step s on s.programme_id = e.programme_id and s.position = $3 where e.member_id = $1 and e.programme_id = $7`,
      [member.id, member.addressHash, step, was, at, round, programmeId],
    );
  const reached = await one('Ada');
  for (const step of [1, 2, 3]) await deliver(reached, step, 'sent', `2026-03-0${step}T09:00:00Z`);
  await deliver(reached, 1, 'sent', '2026-03-09T09:00:00Z', 1);
  await db.query(
    `insert into completion select e.id, s.id, $2 from enrolment e join step s on s.programme_id = e.programme_id and s.position = 1 where e.member_id = $1 and e.programme_id = $3`,
    [reached.id, app.clock.now(), programmeId],
  );
  await db.query(
    `insert into waiver select e.id, s.id, 'on leave', $2, null from enrolment e join step s on s.programme_id = e.programme_id and s.position in (2, 8) where e.member_id = $1 and e.programme_id = $3`,
    [reached.id, app.clock.now(), programmeId],
  );
  await deliver(await one('Bea'), 1, 'bounced', '2026-03-03T09:00:00Z');
  await deliver(await one('Cal'), 1, 'unconfirmed', '2026-03-03T09:00:00Z');
  const left = await one('Dee');
  await app.get(Suppressions).suppress(left.addressHash, 'unsubscribed');
  const complained = await one('Eli');
  await app.get(Suppressions).suppress(complained.addressHash, 'complained');
  const gone = await one('Fay');
  await app.get(Suppressions).suppress(gone.addressHash, 'bounced');
  const asked = await one('Gil', { confirmedAt: null, takes: [] });
  await db.query(`insert into enrolment (member_id, programme_id, state, created_at) values ($1, $2, 'invited', $3)`, [
    asked.id,
    programmeId,
    app.clock.now(),
  ]);
  await one('Hal', { takes: [] });
  const out = await one('Ida');
  await db.query(`update enrolment set state = 'withdrawn' where member_id = $1`, [out.id]);
  const paused = await one('Jem');
  await db.query(`update cadence set paused_until = '2026-03-16T00:00:01Z' where member_id = $1`, [paused.id]);
  const ended = await one('Kim');
  await db.query(`update cadence set paused_until = '2026-03-16T00:00:00Z' where member_id = $1`, [ended.id]);
  const erased = await one('Lee');
  await db.query(`update member set erased_at = $2, address = null where id = $1`, [erased.id, app.clock.now()]);

  const lines = await page(organisationId, 0);
  expect(lines.map((line) => [line.name, line.state, line.problem])).toEqual([
    ['Ada', 'active', null],
    ['Bea', 'active', 'bounced'],
    ['Cal', 'active', 'unconfirmed'],
    ['Dee', 'left', null],
    ['Eli', 'left', 'complained'],
    ['Fay', 'active', 'bounced'],
    ['Gil', 'invited', null],
    ['Hal', 'none', null],
    ['Ida', 'withdrawn', null],
    ['Jem', 'paused', 'paused'],
    ['Kim', 'active', null],
  ]);
  expect(lines[0]).toMatchObject({
    programme: 'All about long',
    number: 3,
    of: 10,
    title: 'Lesson long-3',
    reached: 2,
    done: 1,
    last: { kind: 'lesson', state: 'sent' },
  });
  expect(lines[0]!.last!.at).toMatch('2026-03-09T09:00');
  expect(lines[6]).toMatchObject({ number: null, of: 10, reached: 0, last: null, startedAt: null });
  expect((await counts(organisationId)).states).toEqual({
    active: 5,
    left: 2,
    invited: 1,
    none: 1,
    withdrawn: 1,
    paused: 1,
  });
  expect(await ids(organisationId, { problem: 'bounced' })).toHaveLength(2);
  expect(await ids(organisationId, { programmeId })).toHaveLength(9);
});
