import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Alerts } from '../../src/alerts/alerts.service.js';
import { PlanAlerts } from '../../src/alerts/plan-alerts.js';
import { Links } from '../../src/links/links.js';
import { Dispatch } from '../../src/mail/dispatch.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { Erasing } from '../../src/members/erasing.js';
import type { Member } from '../../src/members/member.entity.js';
import { AlertCare } from '../../src/staff/alert-care.service.js';
import type { StaffUser } from '../../src/staff/staff-user.entity.js';
import { actorOf, sendAlert, writeAlert } from '../support/alerts.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeDeliveries, sendDue } from '../support/deliveries.js';
import { makeMember, makeOrganisation, makeProgramme } from '../support/factories.js';
import { send, visit } from '../support/pages.js';
import { startSmtp, type Relayed } from '../support/smtp.js';
import { makeStaff } from '../support/staff.js';

// Two instances without workers: mail goes when a test sends it.
let app: TestApp;
let other: TestApp;
let relay: Relayed;
let ada: StaffUser;
beforeAll(async () => {
  relay = await startSmtp();
  app = await startApp({ ROLE: 'web' });
  other = await startApp({ ROLE: 'web' }, app.database);
  ada = await makeStaff(app, 'ada@example.org');
});
afterAll(async () => {
  await other.stop();
  await app.stop();
  await relay.stop();
});
beforeEach(async () => {
  relay.received.length = 0;
  for (const one of [app, other]) await one.at('2026-03-16T12:00:00Z');
  await app.dataSource.query(`delete from delivery`);
  await app.dataSource.query(`update member set alerts_off_at = now()`);
});

const plan = (of: TestApp, sets?: number) => of.get(PlanAlerts).tick(sets);
const planned = (id: string) =>
  app.dataSource
    .query<{ member: string }[]>(
      `select recipient_id as member from delivery where kind = 'alert' and subject_id = $1 order by recipient_id`,
      [id],
    )
    .then((rows) => rows.map(({ member }) => member));
const ids = (...members: Member[]) => members.map(({ id }) => id).toSorted((a, b) => Number(a) - Number(b));
const reach = async (id: string) => app.get(Alerts).reach(await app.get(Alerts).find(id));
const stateOf = async (id: string) => (await app.get(Alerts).find(id)).state;

/** Members like the one there is, with their enrolments. */
async function multiply(memberId: string, count: number): Promise<void> {
  await app.dataSource.query(
    `with more as (
       insert into member (organisation_id, address, address_key, address_hash, name, origin, created_at, confirmed_at)
       select organisation_id, 'm' || n || '@example.org', 'm' || n || '@example.org', sha256(n::text::bytea), name, origin, created_at, confirmed_at
       from member, generate_series(2, $2::int) n where id = $1 returning id)
     insert into enrolment (member_id, programme_id, state, created_at)
     select more.id, programme_id, state, created_at from enrolment, more where member_id = $1`,
    [memberId, count],
  );
}

test('an alert reaches those who fit all it names and may get it, and the count says so before', async () => {
  await makeProgramme(app, { slug: 'extra' });
  const trades = await makeOrganisation(app, { sector: 'trades', nation: 'england', size: '2-9' });
  const scots = await makeOrganisation(app, { sector: 'trades', nation: 'scotland', size: '1' });
  const care = await makeOrganisation(app, { sector: 'care', nation: 'scotland', size: '2-9' });
  const unknown = await makeOrganisation(app, { sector: null, nation: null, size: null });
  const joiner = await makeMember(app, { organisationId: trades.id, takes: ['core'] });
  const roofer = await makeMember(app, { organisationId: scots.id, takes: ['core', 'extra'] });
  const nurse = await makeMember(app, { organisationId: care.id, takes: ['core', 'extra'] });
  const somebody = await makeMember(app, { organisationId: unknown.id, takes: ['core'] });
  const sql = (text: string, ...values: unknown[]) => app.dataSource.query(text, values);
  // A pause is one of lessons, and who has finished still wants to be warned.
  await sql(`update cadence set paused_until = '2027-01-01' where member_id = $1`, joiner.id);
  await sql(`update enrolment set state = 'finished' where member_id = $1`, nurse.id);

  const one = () => makeMember(app, { organisationId: trades.id, takes: ['core'] });
  const people: Member[] = [];
  for (let more = 0; more < 6; more++) people.push(await one());
  const [invited, withdrawn, left, bounced, without, erased] = people as [
    Member,
    Member,
    Member,
    Member,
    Member,
    Member,
  ];
  await sql(`update enrolment set state = 'invited' where member_id = $1`, invited.id);
  await sql(`update member set confirmed_at = null where id = $1`, invited.id);
  await sql(`update enrolment set state = 'withdrawn' where member_id = $1`, withdrawn.id);
  await app.get(Suppressions).suppress(left.addressHash, 'unsubscribed');
  await app.get(Suppressions).suppress(bounced.addressHash, 'bounced');
  await send(app, `/no-alerts/${app.get(Links).token('no-alerts', without.id)}/leave`);
  await app.dataSource.transaction((db) => app.get(Erasing).erase(db, erased.id));
  await makeMember(app, { organisationId: trades.id });

  for (const [typed, expected] of [
    [{}, [joiner, roofer, nurse, somebody]],
    [{ sector: 'trades' }, [joiner, roofer]],
    [{ nation: 'scotland' }, [roofer, nurse]],
    [{ size: '2-9' }, [joiner, nurse]],
    [{ programme: 'extra' }, [roofer, nurse]],
    [{ sector: 'trades', nation: 'scotland', size: '1', programme: 'extra' }, [roofer]],
    [{ sector: 'trades', programme: 'secure-innovation' }, []],
  ] as const) {
    const id = await sendAlert(app, ada, typed);
    expect([typed, await reach(id)]).toEqual([typed, expected.length]);
    await plan(app);
    expect([typed, await planned(id)]).toEqual([typed, ids(...expected)]);
    expect(await stateOf(id)).toBe('planned');
  }
});

test('planned by two instances at once, broken off and taken up by the other: each person once', async () => {
  const { id: first } = await makeMember(app, { takes: ['core'] });
  await multiply(first, 3500);
  const id = await sendAlert(app, ada);
  await plan(app, 1);
  expect([(await planned(id)).length, await stateOf(id)]).toEqual([1000, 'planning']);
  // A set that breaks off leaves nothing behind.
  await app.dataSource.query(`alter table delivery add constraint broken check (subject_id <> ${id}) not valid`);
  await expect(plan(other)).rejects.toThrow(/broken/);
  await app.dataSource.query('alter table delivery drop constraint broken');
  expect((await planned(id)).length).toBe(1000);
  await Promise.all([plan(app), plan(other), plan(app), plan(other)]);
  await plan(other);
  const reached = await planned(id);
  expect([reached.length, new Set(reached).size, await stateOf(id)]).toEqual([3500, 3500, 'planned']);
  await Promise.all([plan(app), plan(other)]);
  expect((await planned(id)).length).toBe(3500);
});

test('it waits for its time, goes by day where the member lives, and is worth nothing a day later', async () => {
  const london = await makeMember(app, { takes: ['core'] });
  const perth = await makeMember(app, {
    takes: ['core'],
    slot: { weekday: 2, time: '09:00', zone: 'Australia/Perth' },
  });
  const id = await writeAlert(app, ada);
  await app.get(AlertCare).send(id, 1, '2026-03-16T21:30', actorOf(ada));
  await app.at('2026-03-16T21:29:00Z');
  await plan(app);
  expect(await planned(id)).toEqual([]);
  await app.at('2026-03-16T21:30:00Z');
  await plan(app);
  const rows = await app.dataSource.query<object[]>(
    `select recipient_id as member, next_try_at as "from", expires_at as "until", urgent, ahead from delivery order by id`,
  );
  const until = new Date('2026-03-17T21:30:00Z');
  expect(rows).toEqual([
    { member: london.id, from: new Date('2026-03-17T07:00:00Z'), until, urgent: false, ahead: true },
    { member: perth.id, from: new Date('2026-03-16T23:00:00Z'), until, urgent: false, ahead: true },
  ]);
  for (const [at, sent] of [
    ['2026-03-16T22:00:00Z', 0],
    ['2026-03-16T23:00:00Z', 1],
  ] as const) {
    await app.at(at);
    await sendDue(app, relay.url);
    expect(relay.received).toHaveLength(sent);
  }
  await app.at('2026-03-17T21:31:00Z');
  await sendDue(app, relay.url);
  expect(relay.received.map(({ to }) => to)).toEqual([perth.address]);
  expect(await app.dataSource.query('select state from delivery order by id')).toEqual([
    { state: 'expired' },
    { state: 'sent' },
  ]);
});

test('it goes ahead of lessons, and nothing of it in the queue of what somebody waits for', async () => {
  await makeMember(app, { takes: ['core'] });
  await makeDeliveries(app, 600, { kind: 'note', dueAt: new Date('2026-03-16T11:00:00Z') });
  const id = await sendAlert(app, ada);
  await plan(app);
  await app.get(Dispatch).tick();
  const batches = await app.dataSource.query<{ name: string; kinds: string[]; priority: number }[]>(
    `select j.name, array_agg(distinct d.kind) as kinds, j.priority
     from delivery d join pgboss.job j on j.id = d.batch_id group by j.id, j.name, j.priority order by j.priority desc`,
  );
  expect(batches).toEqual([
    { name: 'mail', kinds: ['alert'], priority: 1 },
    { name: 'mail', kinds: ['note'], priority: 0 },
    { name: 'mail', kinds: ['note'], priority: 0 },
  ]);
  expect(await planned(id)).toHaveLength(1);
  await app.dataSource.query('delete from pgboss.job');
});

test('stopped, nothing more of it goes, whoever has it in hand; what had gone is counted', async () => {
  const { id: first } = await makeMember(app, { takes: ['core'], address: 'first@example.org' });
  for (let more = 0; more < 3; more++) await makeMember(app, { takes: ['core'] });
  const id = await sendAlert(app, ada);
  await plan(app);
  await app.dataSource.query(
    `update delivery set next_try_at = '2026-03-16T13:00:00Z' where subject_id = $1 and recipient_id <> $2`,
    [id, first],
  );
  await sendDue(app, relay.url);
  expect(relay.received.map(({ to }) => to)).toEqual(['first@example.org']);

  // Some wait, some are in a batch already, one was refused for now.
  await app.at('2026-03-16T13:00:00Z');
  await app.get(Dispatch).tick();
  await app.dataSource.query(
    `update delivery set state = 'deferred' where id = (select max(id) from delivery where subject_id = $1)`,
    [id],
  );
  await app.get(AlertCare).stop(id, actorOf(ada));
  await plan(app);
  await sendDue(app, relay.url);
  expect(relay.received).toHaveLength(1);
  expect(await app.dataSource.query(`select state, count(*)::int from delivery group by 1 order by 1`)).toEqual([
    { state: 'cancelled', count: 3 },
    { state: 'sent', count: 1 },
  ]);
  const [{ detail }] = await app.dataSource.query<[{ detail: object }]>(
    `select detail from audit where act = 'alert-stopped'`,
  );
  expect(detail).toEqual(expect.objectContaining({ alert: id, gone: 1 }));
  await expect(app.get(AlertCare).stop(id, actorOf(ada))).rejects.toThrow(/has changed/);

  // One that was claimed just before is left out when its letter is asked for.
  await app.dataSource.query(`update delivery set state = 'planned', batch_id = null where state = 'cancelled'`);
  await sendDue(app, relay.url);
  expect(relay.received).toHaveLength(1);
});

test('an alert has a list of its own, and leaving it leaves the lessons', async () => {
  const member = await makeMember(app, { takes: ['core'] });
  await sendAlert(app, ada);
  await plan(app);
  await sendDue(app, relay.url);
  const { source } = relay.received[0]!;
  expect(source).toMatch(/^Feedback-ID: -:alert:-:littlesteps\r$/m);
  expect(source).toMatch(/^List-ID: <alerts\.localhost>\r$/m);
  expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  expect(source).not.toMatch(/^Auto-Submitted/m);
  const leave = /^List-Unsubscribe: <(http\S+\/no-alerts\/\S+)>\r$/m.exec(source)![1]!;

  const off = async () => {
    const [row] = await app.dataSource.query<[{ off: Date | null }]>(
      'select alerts_off_at as off from member where id = $1',
      [member.id],
    );
    return row.off !== null;
  };
  const post = (body: BodyInit) => fetch(leave, { method: 'POST', body, redirect: 'manual' });
  for (const method of ['GET', 'HEAD']) expect((await fetch(leave, { method })).status).toBe(200);
  expect((await post(new URLSearchParams({ 'List-Unsubscribe': 'Maybe' }))).status).toBe(422);
  expect(await off()).toBe(false);
  const form = new FormData();
  form.append('List-Unsubscribe', 'One-Click');
  for (const body of [form, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })]) {
    const response = await post(body);
    expect([response.status, response.headers.get('set-cookie'), await off()]).toEqual([200, null, true]);
  }
  expect((await visit(app, leave)).html).toContain('Your weekly lessons go on');
  expect(await app.get(Suppressions).reason(member.addressHash)).toBeUndefined();

  const second = await sendAlert(app, ada);
  await plan(app);
  expect(await planned(second)).toEqual([]);
  await send(app, `${leave}/undo`);
  expect(await off()).toBe(false);
  for (const token of [app.get(Links).token('unsubscribe', member.id), '1.AAAAAAAAAAAAAAAAAAAAAA'])
    expect((await send(app, `/no-alerts/${token}/leave`)).status).toBe(404);

  // Who leaves between the planning and the sending gets none either.
  const third = await sendAlert(app, ada);
  await plan(app);
  expect(await planned(third)).toEqual([member.id]);
  await send(app, `${leave}/leave`);
  await sendDue(app, relay.url);
  expect(relay.received).toHaveLength(1);

  // The own page has the same switch.
  const own = `/me/${app.get(Links).token('me', member.id)}`;
  expect((await visit(app, own)).html).toContain('Warn me again');
  expect((await send(app, `${own}/alerts`, { wanted: 'perhaps' })).status).toBe(422);
  expect((await send(app, `${own}/alerts`, { wanted: 'yes' })).location).toBe(`${own}?said=alerts`);
  expect([await off(), (await visit(app, own)).html.includes('No more warnings')]).toEqual([false, true]);
});
