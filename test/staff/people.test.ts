import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { Invitations } from '../../src/enrolments/invitations.service.js';
import { writeFirstMails } from '../../src/enrolments/first-mails.js';
import { Links } from '../../src/links/links.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { Leaving } from '../../src/members/leaving.service.js';
import { stepLists } from '../../src/progress/step-list.js';
import { PeopleActs } from '../../src/staff/people/people-acts.service.js';
import { PeopleUndo } from '../../src/staff/people/people-undo.service.js';
import { PersonCare } from '../../src/staff/people/person-care.service.js';
import type { PeopleWish } from '../../src/staff/people/wish.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeOrganisation, makeProgramme, type MemberWishes } from '../support/factories.js';
import { lessonsOf } from '../support/lesson-rows.js';
import { linkInMail } from '../support/pages.js';
import { tablesHolding } from '../support/tables.js';

let app: TestApp;
let organisationId: string;
let acts: PeopleActs;
const programme: Record<string, string> = {};
const actor = { id: null, address: 'a test' };
beforeAll(async () => {
  app = await startApp();
  acts = app.get(PeopleActs);
  for (const slug of ['four', 'more']) programme[slug] = (await makeProgramme(app, { slug, lessons: 4 })).id;
  programme['too'] = (await makeProgramme(app, { slug: 'too', lessons: 2, entry: 'everyone', rank: 90 })).id;
});
beforeEach(async () => {
  await app.at('2026-03-16T00:00:00Z');
  organisationId = (await makeOrganisation(app, { name: 'Mill Lane' })).id;
});
afterAll(() => app.stop());

const person = (wishes: MemberWishes = {}) => makeMember(app, { organisationId, takes: ['four'], ...wishes });
/** Chooses and does; then what became of it. */
async function act(wish: PeopleWish, ids: string[]) {
  const id = await acts.choose(organisationId, wish, ids);
  await acts.do(organisationId, id, actor);
  return acts.open(organisationId, id);
}
const now = (wish: PeopleWish, id: string) => acts.doNow(organisationId, id, wish, actor);
const undo = ({ id }: { id: string }) => app.get(PeopleUndo).undo(organisationId, id, actor);
const rows = <T>(sql: string, values: unknown[]): Promise<T[]> => app.dataSource.query(sql, values);
const cadence = async (id: string) =>
  (
    await rows<{ slot: string; next: Date | null; paused: Date | null }>(
      `select weekday || ' ' || to_char(time, 'HH24:MI') || ' ' || zone as slot, next_due_at as next, paused_until as paused
       from cadence where member_id = $1`,
      [id],
    )
  )[0]!;
const states = async (id: string) => {
  const found = await rows<{ slug: string; state: string }>(
    'select slug, state from enrolment e join programme p on p.id = programme_id where member_id = $1',
    [id],
  );
  return Object.fromEntries(found.map(({ slug, state }) => [slug, state]));
};
const stepId = async (slug: string) =>
  (await rows<{ id: string }>('select id from step where slug = $1', [slug]))[0]!.id;
async function week(day: string) {
  await app.at(`2026-${day}Z`);
  await app.tick();
}

test('a pause ends at each one’s own midnight; lessons wait, and go on where they were', async () => {
  const london = await person();
  const kathmandu = await person({ slot: { weekday: 2, time: '09:00', zone: 'Asia/Kathmandu' } });
  const done = await act({ act: 'pause', until: '2026-03-31' }, [london.id, kathmandu.id]);
  expect((await cadence(london.id)).paused).toEqual(new Date('2026-03-30T23:00:00Z'));
  expect((await cadence(kathmandu.id)).paused).toEqual(new Date('2026-03-30T18:15:00Z'));
  for (const day of ['03-17T10:00:00', '03-24T10:00:00', '03-31T10:00:00']) await week(day);
  expect(await lessonsOf(app, london.id)).toEqual(['four-1 sent 03-31T08:00']);
  expect(await app.mails({ kind: 'lesson', to: london.address })).toHaveLength(1);
  // Its day is over by now: what undoing would need is forgotten.
  await expect(undo(done)).rejects.toThrow('no such act');
  await acts.tidy();
  expect(await rows('select from people_act', [])).toEqual([]);
});

test('resuming and pausing anew are undone to what was before', async () => {
  const [one, other] = [await person(), await person()];
  await act({ act: 'pause', until: '2026-04-14' }, [one.id]);
  const resumed = await act({ act: 'resume' }, [one.id, other.id]);
  expect(resumed).toMatchObject({ touched: 1, leftOut: { 'is not paused': 1 } });
  expect((await cadence(one.id)).paused).toBeNull();
  expect(await undo(resumed)).toBe(1);
  expect((await cadence(one.id)).paused).toEqual(new Date('2026-04-13T23:00:00Z'));
  const again = await act({ act: 'pause', until: '2026-05-05' }, [one.id, other.id]);
  expect(again.touched).toBe(2);
  await expect(now({ act: 'pause', until: '2026-05-05' }, one.id)).rejects.toThrow('is paused until then already');
  expect(await undo(again)).toBe(2);
  expect((await cadence(one.id)).paused).toEqual(new Date('2026-04-13T23:00:00Z'));
  expect((await cadence(other.id)).paused).toBeNull();
});

test('moved, the next lesson is six and a half days after the last at the earliest; each keeps the own zone', async () => {
  const [fresh, had] = [await person(), await person({ slot: { weekday: 1, time: '09:00', zone: 'Europe/Paris' } })];
  await week('03-16T09:00:00');
  const moved = await act({ act: 'move', weekday: 3, time: '12:30' }, [fresh.id, had.id]);
  expect(await cadence(fresh.id)).toMatchObject({
    slot: '3 12:30 Europe/London',
    next: new Date('2026-03-18T12:30:00Z'),
  });
  expect(await cadence(had.id)).toMatchObject({ slot: '3 12:30 Europe/Paris', next: new Date('2026-03-25T11:30:00Z') });
  expect(await undo(moved)).toBe(2);
  expect(await cadence(had.id)).toMatchObject({ slot: '1 09:00 Europe/Paris', next: new Date('2026-03-23T08:00:00Z') });
  await expect(now({ act: 'move', weekday: 1, time: '09:00' }, had.id)).rejects.toThrow(
    'has that day and time already',
  );
});

test('taken out, nothing of it comes; undone or put in again, it goes on', async () => {
  const [one, two] = [await person(), await person({ takes: ['four', 'more'] })];
  await week('03-17T10:00:00');
  expect(await act({ act: 'withdraw', programmeId: programme['more']! }, [one.id, two.id])).toMatchObject({
    touched: 1,
    leftOut: { 'does not take it now': 1 },
  });
  expect(await states(two.id)).toMatchObject({ four: 'active', more: 'withdrawn', too: 'active' });
  await app.at('2026-03-23T20:00:00Z');
  const out = await act({ act: 'withdraw', programmeId: null }, [one.id, two.id]);
  expect(await states(one.id)).toMatchObject({ four: 'withdrawn', too: 'withdrawn' });
  expect((await cadence(one.id)).next).toBeNull();
  await week('03-24T10:00:00');
  expect(await lessonsOf(app, one.id)).toEqual(['four-1 sent 03-17T09:00']);

  const [back] = [await undo(out), await now({ act: 'withdraw', programmeId: null }, two.id)];
  expect(back).toBe(2);
  expect(await states(one.id)).toMatchObject({ four: 'active', too: 'active' });
  await now({ act: 'enrol', programmeId: programme['four']! }, two.id);
  expect(await states(two.id)).toMatchObject({ four: 'active', more: 'withdrawn', too: 'active' });
  await week('03-31T10:00:00');
  for (const { id } of [one, two])
    expect((await lessonsOf(app, id)).filter((line) => line.includes('03-31'))).toEqual(['four-2 sent 03-31T08:00']);
});

test('put into another programme, it takes turns with the first; undone, it is as if it had not been, or withdrawn once begun', async () => {
  const [one, two] = [await person(), await person()];
  const early = await act({ act: 'enrol', programmeId: programme['more']! }, [one.id]);
  expect(await undo(early)).toBe(1);
  expect(await states(one.id)).not.toHaveProperty('more');
  await week('03-17T08:59:00');
  const put = await act({ act: 'enrol', programmeId: programme['more']! }, [one.id, two.id]);
  await week('03-17T09:00:00');
  await app.at('2026-03-18T08:00:00Z');
  const begun = await rows<{ id: string }>(
    `select e.member_id as id from enrolment e join delivery d on d.kind = 'lesson' and d.subject_id = e.id where e.programme_id = $1 and e.member_id = any($2)`,
    [programme['more'], [one.id, two.id]],
  );
  expect(await undo(put)).toBe(2);
  for (const { id } of [one, two])
    if (begun.some((other) => other.id === id)) expect(await states(id)).toMatchObject({ more: 'withdrawn' });
    else expect(await states(id)).not.toHaveProperty('more');
});

test('nobody is brought back who left, complained or bounced; nobody starts who has not said yes', async () => {
  const people = [];
  for (const reason of ['unsubscribed', 'complained', 'bounced', 'erased', 'staff'] as const) {
    const member = await person({ takes: [] });
    await app.get(Suppressions).suppress(member.addressHash, reason);
    await app.dataSource.query(`update cadence set paused_until = '2026-06-01' where member_id = $1`, [member.id]);
    people.push(member);
  }
  const asked = await person({ confirmedAt: null, takes: [] });
  await app.dataSource.transaction((db) => app.get(Enrolments).invite(db, [asked.id], programme['four']!));
  const ids = [...people, asked].map(({ id }) => id);
  expect(await act({ act: 'enrol', programmeId: programme['more']! }, ids)).toMatchObject({
    touched: 0,
    leftOut: { 'could not be': 5, 'has not said yes yet': 1 },
  });
  expect((await act({ act: 'resume' }, ids)).leftOut).toEqual({ 'could not be': 5, 'is not paused': 1 });
  expect((await act({ act: 'pause', until: '2026-04-01' }, ids)).leftOut).toEqual({
    'could not be': 5,
    'has not said yes yet': 1,
  });
  for (const { id } of people) expect(await states(id)).toEqual({});
  expect(await states(asked.id)).toEqual({ four: 'invited' });

  // Who leaves after being taken out is not brought back by an undo either.
  const left = await person();
  const out = await act({ act: 'withdraw', programmeId: null }, [left.id]);
  await app.get(Leaving).leave(app.get(Links).token('unsubscribe', left.id));
  expect(await undo(out)).toBe(0);
  expect(await states(left.id)).toMatchObject({ four: 'withdrawn' });
});

test('a waived step is neither mailed nor waited for, and is asked for again when that is undone', async () => {
  const [one, two] = [await person(), await person()];
  await week('03-17T10:00:00');
  const second = await stepId('four-2');
  const waived = await act({ act: 'waive', stepId: second, reason: 'On leave' }, [one.id, two.id]);
  expect(waived.touched).toBe(2);
  const again = await act({ act: 'waive', stepId: second, reason: 'Again' }, [one.id]);
  expect(again).toMatchObject({ touched: 0, leftOut: { 'need not take it already': 1 } });
  expect(await undo(waived)).toBe(2);
  await now({ act: 'waive', stepId: second, reason: 'A licence' }, one.id);
  for (const day of ['03-24T10:00:00', '03-31T10:00:00']) await week(day);
  const steps = async (id: string) => (await lessonsOf(app, id)).map((line) => line.split(' ')[0]);
  expect(await steps(one.id)).toEqual(['four-1', 'four-3', 'four-4']);
  expect(await steps(two.id)).toEqual(['four-1', 'four-2', 'four-3']);
  const listed = [...(await stepLists(app.dataSource.manager, one.id)).values()].flat();
  expect(listed.filter(({ title }) => title.startsWith('Lesson four')).map(({ state }) => state)).toEqual([
    'received',
    'waived',
    'received',
    'received',
  ]);
  await week('04-07T10:00:00');
  expect((await states(one.id))['four']).toBe('finished');
  await app.dataSource.query(
    `insert into completion select id, $2, $3 from enrolment where member_id = $1 and programme_id = $4`,
    [two.id, second, app.clock.now(), programme['four']],
  );
  await expect(now({ act: 'waive', stepId: second, reason: 'Late' }, two.id)).rejects.toThrow('has done it');
});

test('removed, nothing is left that leads to the person; only who was suppressed before stays so, others may come again', async () => {
  const plain = await person({ name: 'Zebedee Plain', address: 'zebedee@removed.example.org' });
  const left = await person({ name: 'Zelda Left', address: 'zelda@removed.example.org' });
  await week('03-17T10:00:00');
  await app.get(Suppressions).suppress(left.addressHash, 'unsubscribed');
  await now({ act: 'waive', stepId: await stepId('four-3'), reason: 'Zebedee knows it' }, plain.id);
  const before = await rows('select reason from suppression where address_hash = any($1)', [
    [plain.addressHash, left.addressHash],
  ]);
  const removed = await act({ act: 'remove' }, [plain.id, left.id]);
  expect(removed).toMatchObject({ touched: 2, undoable: false });
  // what an act was wished with is forgotten with its day
  await app.dataSource.query(`delete from people_act where wish->>'act' = 'waive'`);
  await expect(undo(removed)).rejects.toThrow('cannot be undone');
  for (const text of ['zebedee', 'zelda', plain.addressHash.toString('hex')])
    expect([text, await tablesHolding(app.dataSource, text)]).toEqual([text, []]);
  expect(await tablesHolding(app.dataSource, left.addressHash.toString('hex'))).toEqual(['"public"."suppression"']);
  expect(
    await rows('select reason from suppression where address_hash = any($1)', [[plain.addressHash, left.addressHash]]),
  ).toEqual(before);
  await week('03-24T10:00:00');
  expect(await app.mails({ kind: 'lesson', to: plain.address })).toHaveLength(1);
  const again = await person({ address: 'zebedee@removed.example.org' });
  await week('03-31T10:00:00');
  expect(await lessonsOf(app, again.id)).toEqual(['four-1 sent 03-31T08:00']);
});

test('of people of another organisation, and of the erased, nothing is touched', async () => {
  const stranger = await makeMember(app, { takes: ['four'] });
  const mine = await person();
  await act({ act: 'remove' }, [mine.id]);
  const before = await cadence(stranger.id);
  expect((await act({ act: 'pause', until: '2026-04-01' }, [stranger.id, mine.id])).touched).toBe(0);
  expect(await cadence(stranger.id)).toEqual(before);
  await expect(now({ act: 'pause', until: '2026-04-01' }, stranger.id)).rejects.toThrow('no such member');
  const care = app.get(PersonCare);
  await expect(care.rename({ organisationId, memberId: stranger.id }, 'X', actor)).rejects.toThrow('no such member');
});

test('an act is done once, and is chosen for a day', async () => {
  const member = await person();
  const id = await acts.choose(organisationId, { act: 'pause', until: '2026-04-01' }, [member.id]);
  await Promise.all([acts.do(organisationId, id, actor), acts.do(organisationId, id, actor)]);
  expect(
    await rows(`select from audit where act = 'people-paused' and organisation_id = $1`, [organisationId]),
  ).toHaveLength(1);
  const counts = await Promise.all([
    app.get(PeopleUndo).undo(organisationId, id, actor),
    app.get(PeopleUndo).undo(organisationId, id, actor),
  ]);
  expect(counts).toEqual([1, 1]);
  expect(
    await rows(`select from audit where act = 'people-act-undone' and organisation_id = $1`, [organisationId]),
  ).toHaveLength(1);
  const late = await acts.choose(organisationId, { act: 'pause', until: '2026-04-01' }, [member.id]);
  await app.at('2026-03-17T00:00:00Z');
  await expect(acts.do(organisationId, late, actor)).rejects.toThrow('no such act');
});

test('the address of somebody invited is changed: the new owner is asked, and the old invitation leads nowhere', async () => {
  const asked = await person({ confirmedAt: null, takes: [], address: 'typo@example.org' });
  const db = app.dataSource;
  await db.transaction(async (tx) => {
    await app.get(Enrolments).invite(tx, [asked.id], programme['four']!);
    await writeFirstMails(tx, 'invitation', [asked.id], programme['four']!, app.clock.now());
  });
  await week('03-16T09:00:00');
  const token = async (to: string) => (await linkInMail(app, 'invitation', 'invitation', to)).split('/').at(-1)!;
  const old = await token('typo@example.org');
  const taken = await person();
  const left = await person();
  await app.get(Suppressions).suppress(left.addressHash, 'unsubscribed');
  const care = app.get(PersonCare);
  const key = { organisationId, memberId: asked.id };
  const change = (address: string) => care.readdress(key, { address, key: address.toLowerCase() }, actor);
  for (const address of [taken.address, left.address])
    await expect(change(address)).rejects.toThrow('This address could not be used.');
  await expect(change('TYPO@example.org')).rejects.toThrow('This is their address already.');
  await change('Right@example.org');
  await app.tick();
  await expect(app.get(Invitations).accept(old)).rejects.toThrow('no such invitation');
  await app.get(Invitations).accept(await token('right@example.org'));
  await week('03-17T10:00:00');
  expect(await app.mails({ kind: 'lesson', to: 'Right@example.org' })).toHaveLength(1);
  expect(await app.mails({ kind: 'lesson', to: 'typo@example.org' })).toEqual([]);
  await expect(change('other@example.org')).rejects.toThrow('Mail arrives at this address');
});

test('an address that bounced is changed too: lessons wait for the new owner’s yes and go on where they were', async () => {
  const member = await person({ address: 'gone@example.org' });
  await week('03-17T10:00:00');
  await app.get(Suppressions).suppress(member.addressHash, 'bounced');
  const care = app.get(PersonCare);
  const change = (address: string) =>
    care.readdress({ organisationId, memberId: member.id }, { address, key: address }, actor);
  await change('here@example.org');
  await app.tick();
  expect(await states(member.id)).toEqual({ four: 'invited', sectors: 'withdrawn', too: 'withdrawn' });
  await week('03-24T10:00:00');
  expect(await app.mails({ kind: 'lesson', to: 'here@example.org' })).toEqual([]);
  const link = await linkInMail(app, 'invitation', 'invitation', 'here@example.org');
  await app.get(Invitations).accept(link.split('/').at(-1)!);
  expect(await states(member.id)).toEqual({ four: 'active', sectors: 'active', too: 'active' });
  await week('03-31T10:00:00');
  expect(await lessonsOf(app, member.id)).toEqual(['four-1 sent 03-17T09:00', 'four-2 sent 03-31T08:00']);

  await app.get(Suppressions).suppress(app.get(Links).addressHash('here@example.org'), 'complained');
  await expect(change('else@example.org')).rejects.toThrow('gets no more mail');
  expect(await rows(`select act from audit where member_id = $1`, [member.id])).toEqual([{ act: 'address-changed' }]);
});
