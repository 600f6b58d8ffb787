import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RosterRunning } from '../../src/enrolments/imports/roster-running.js';
import { RosterWork } from '../../src/enrolments/imports/roster-work.js';
import { Rosters } from '../../src/enrolments/imports/rosters.service.js';
import { Invitations } from '../../src/enrolments/invitations.service.js';
import { Conflict } from '../../src/errors.js';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeOrganisation } from '../support/factories.js';
import { brokenOff, importHere, never, readHere, rosterRow, uploadRoster } from '../support/imports.js';
import { tablesHolding } from '../support/tables.js';
import { until } from '../support/until.js';

/** Without workers: what is done here is done by hand. */
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' });
});
afterAll(() => app.stop());

const sql = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.dataSource.query<T[]>(text, values);
const nobody = async () => {};
const people = (count: number, domain: string) =>
  ['email', ...Array.from({ length: count }, (_, index) => `p${index}@${domain}`)].join('\n');
const organisationCalled = async (name: string) => (await makeOrganisation(app, { name })).id;
const membersOf = async (id: string) =>
  (
    await sql<{ address: string }>(
      'select address from member where organisation_id = $1 and address is not null order by address',
      [id],
    )
  ).map(({ address }) => address);
const invitationsOf = (id: string) =>
  sql<{ mails: number; people: number }>(
    `select count(*)::int as mails, count(distinct recipient_id)::int as people from delivery d
     join member m on m.id = d.recipient_id where d.kind = 'invitation' and m.organisation_id = $1`,
    [id],
  );
const worker = () => startApp({ ROLE: 'worker' }, app.database);
const stateOf = async (id: string) => (await rosterRow(app, id)).state;

test('killed between two portions, it goes on where it was in another process, and two at once do nobody twice', async () => {
  const own = await organisationCalled('Killed Ltd');
  const id = await uploadRoster(app, own, people(1200, 'killed.example'));
  await expect(readHere(app, id, brokenOff(2))).rejects.toThrow('killed');
  expect(await rosterRow(app, id)).toMatchObject({ state: 'reading', total: 500, lastRow: 501 });
  const first = await worker();
  await until(async () => (await stateOf(id)) === 'ready');
  expect(await rosterRow(app, id)).toMatchObject({ total: 1200, expected: { new: 1200 } });
  expect(await membersOf(own)).toEqual([]);
  await first.stop();

  await app.get(Rosters).start(await rosterRow(app, id), nobody);
  await expect(app.get(Rosters).start(await rosterRow(app, id), nobody)).rejects.toThrow(Conflict);
  await expect(app.get(RosterRunning).run(id, brokenOff(3))).rejects.toThrow('killed');
  expect(await rosterRow(app, id)).toMatchObject({ state: 'running', done: 500, result: { new: 500 } });
  const others = await Promise.all([worker(), worker()]);
  await app.get(RosterRunning).run(id, never);
  await until(async () => (await stateOf(id)) === 'done');
  expect(await rosterRow(app, id)).toMatchObject({ done: 1200, result: { new: 1200 } });
  expect(await membersOf(own)).toHaveLength(1200);
  expect(await invitationsOf(own)).toEqual([{ mails: 1200, people: 1200 }]);
  expect(await sql('select 1 from roster_piece where import_id = $1', [id])).toEqual([]);

  // A job that was lost is made again by the tick, once.
  const lost = await uploadRoster(app, own, people(3, 'lost.example'));
  await sql(`delete from pgboss.job where id = $1`, [(await rosterRow(app, lost)).jobId]);
  await app.get(RosterWork).tick();
  const { jobId } = await rosterRow(app, lost);
  await until(async () => (await stateOf(lost)) === 'ready');
  await app.get(RosterWork).tick();
  expect((await rosterRow(app, lost)).jobId).toBe(jobId);
  await Promise.all(others.map((other) => other.stop()));
}, 120_000);

test('what is said before is what happens: new, known, changed, twice in the file, not to be added, faulty', async () => {
  const own = await organisationCalled('Mixed Ltd');
  await makeMember(app, { organisationId: own, address: 'jo@mixed.example', name: 'Jo' });
  await importHere(app, own, 'Name,Email\nAn,ann@mixed.example\n');
  await makeMember(app, { address: 'elsewhere@mixed.example' });
  await app.get(Suppressions).suppress(app.get(Links).addressHash('left@mixed.example'), 'unsubscribed');
  const roster = [
    'Name,Email,Day',
    'Ann Lee,ann@mixed.example,',
    'Joanna,JO@mixed.example,',
    'Bob,bob@mixed.example,Thursday',
    'Robert,BOB@mixed.example,',
    'Eve,elsewhere@mixed.example,',
    'Liv,left@mixed.example,',
    'Fay,nonsense,Someday',
  ].join('\r\n');
  const id = await uploadRoster(app, own, roster);
  await readHere(app, id);
  const before = { new: 1, known: 1, changed: 1, duplicate: 1, refused: 2, faulty: 1 };
  // Jo takes part in nothing yet: the import invites her to the programme.
  expect((await rosterRow(app, id)).expected).toEqual({ ...before, joined: 1 });
  await app.get(Rosters).start(await rosterRow(app, id), nobody);
  await app.get(RosterRunning).run(id, never);
  expect((await rosterRow(app, id)).result).toEqual({ ...before, joined: 1 });
  expect(await sql('select name from member where organisation_id = $1 order by name', [own])).toEqual([
    { name: 'Ann Lee' },
    { name: 'Bob' },
    { name: 'Jo' },
  ]);
  expect(await sql('select "row", faults from roster_row where import_id = $1 and faults is not null', [id])).toEqual([
    { row: 8, faults: [expect.objectContaining({ field: 'address' }), expect.objectContaining({ field: 'weekday' })] },
  ]);
});

test('a file that is read anew with other columns takes nothing from the reading before', async () => {
  const own = await organisationCalled('Anew Ltd');
  const id = await uploadRoster(app, own, 'Work,Home\na@work.example,a@home.example\n');
  const roster = await rosterRow(app, id);
  const columns = { ...roster.layout!.columns, address: [1], perhapsAddress: [] };
  await app.get(Rosters).lay(roster, columns, true);
  const { RosterReading } = await import('../../src/enrolments/imports/roster-reading.js');
  await app.get(RosterReading).run(id, roster.jobId!, never);
  expect(await rosterRow(app, id)).toMatchObject({ state: 'reading', total: 0 });
  await readHere(app, id);
  expect(await sql('select address from roster_row where import_id = $1', [id])).toEqual([
    { address: 'a@home.example' },
  ]);
});

test('a cancel keeps what is done; an undo within a day removes those who have not started, and nothing leads to them', async () => {
  await app.at('2026-03-16T10:00:00Z');
  const own = await organisationCalled('Undone Ltd');
  const known = await makeMember(app, { organisationId: own, address: 'known@undone.example' });
  const names = ['known', 'yes', 'no', 'answered', ...Array.from({ length: 296 }, (_, index) => `p${index}`)];
  const id = await uploadRoster(app, own, ['email', ...names.map((name) => `${name}@undone.example`)].join('\n'));
  await readHere(app, id);
  await app.get(Rosters).start(await rosterRow(app, id), nobody);
  await app.get(RosterRunning).portion(id);
  await app.get(Rosters).cancel(await rosterRow(app, id), nobody);
  expect(await app.get(RosterRunning).portion(id)).toBe(false);
  expect(await rosterRow(app, id)).toMatchObject({ state: 'cancelled', done: 250, result: { new: 249, known: 1 } });
  expect(await membersOf(own)).toHaveLength(250);

  const enrolmentOf = async (address: string) =>
    (
      await sql<{ id: string; state: string }>(
        `select e.id, e.state from enrolment e join member m on m.id = e.member_id join programme p on p.id = e.programme_id
         where m.address = $1 and p.slug = 'core'`,
        [`${address}@undone.example`],
      )
    )[0]!;
  const token = async (address: string) => app.get(Links).token('invitation', (await enrolmentOf(address)).id);
  await app.get(Invitations).accept(await token('yes'));
  await app.get(Invitations).decline(await token('no'));
  await sql(`update enrolment set state = 'active', started_at = $2 where id = $1`, [
    (await enrolmentOf('answered')).id,
    app.clock.now(),
  ]);
  const stale = await token('p0');
  let undone: object = {};
  await app.get(Rosters).undo(await rosterRow(app, id), async (_db, what) => {
    undone = what;
  });
  expect(undone).toEqual({ removed: 247, withdrawn: 1, kept: 2 });
  expect(await membersOf(own)).toEqual(['answered@undone.example', 'known@undone.example', 'yes@undone.example']);
  expect((await enrolmentOf('known')).state).toBe('withdrawn');
  expect(
    await sql(
      `select 1 from cadence where member_id <> $1 and next_due_at is not null and member_id in
    (select id from member where organisation_id = $2 and address is null)`,
      [known.id, own],
    ),
  ).toEqual([]);
  expect(
    await sql(
      `select distinct d.state from delivery d join member m on m.id = d.recipient_id
       where m.organisation_id = $1 and d.kind = 'invitation' and m.address is null`,
      [own],
    ),
  ).toEqual([{ state: 'cancelled' }]);
  await expect(app.get(Invitations).open(stale)).rejects.toThrow('no such invitation');
  expect(await tablesHolding(app.dataSource, 'p0@undone.example')).toEqual([]);
  await expect(app.get(Rosters).undo(await rosterRow(app, id), nobody)).rejects.toThrow(Conflict);

  // Who was merely removed may be added again; who said no may not.
  const again = await importHere(app, own, 'email\np0@undone.example\nno@undone.example\n');
  expect((await rosterRow(app, again)).result).toEqual({ new: 1, refused: 1 });
  await app.at('2026-03-17T10:00:00Z');
  expect(app.get(Rosters).undoableUntil(await rosterRow(app, again))).toBeUndefined();
  await expect(app.get(Rosters).undo(await rosterRow(app, again), nobody)).rejects.toThrow('within a day');
});

test('files and rows go when they have had their time, the counts stay', async () => {
  await app.at('2026-03-18T00:00:00Z');
  const own = await organisationCalled('Tidy Ltd');
  const [kept, left] = [
    await importHere(app, own, 'email\na@tidy.example\n'),
    await uploadRoster(app, own, 'email\nb@tidy.example\n'),
  ];
  for (let more = 0; more < 19; more++) await uploadRoster(app, own, 'email\nc@tidy.example\n');
  await expect(uploadRoster(app, own, 'email\nc@tidy.example\n')).rejects.toThrow('Too many imports wait here');
  await app.at('2026-03-19T01:00:00Z');
  await app.get(RosterWork).tick();
  expect(await sql('select 1 from roster_import where id = $1', [left])).toEqual([]);
  expect(await sql('select 1 from roster_row where import_id = $1', [kept])).toHaveLength(1);
  await app.at('2026-04-18T00:00:00Z');
  await app.get(RosterWork).tick();
  expect(await sql('select 1 from roster_row where import_id = $1', [kept])).toEqual([]);
  expect((await rosterRow(app, kept)).result).toEqual({ new: 1 });
});
