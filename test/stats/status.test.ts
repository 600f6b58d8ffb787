import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Suppressions } from '../../src/mail/suppressions.js';
import { Erasing } from '../../src/members/erasing.js';
import { StatusService } from '../../src/stats/status.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeProgramme } from '../support/factories.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test('members, enrolments and deliveries by state, what is next and what waits; the erased do not count', async () => {
  const status = () => app.get(StatusService).read();
  expect(await status()).toEqual({
    members: 0,
    enrolments: 0,
    membersByState: {},
    enrolmentsByState: {},
    deliveries: {},
    nextDueAt: null,
    backlog: 0,
    relays: [expect.objectContaining({ name: 'mailbox', state: 'closed', reason: null, handedOver: 0, ours: 0 })],
    now: '2026-03-16T00:00:00.000Z',
  });
  const programme = await makeProgramme(app);
  const takes = [programme.slug];
  await makeMember(app, { takes });
  await makeMember(app, { takes, slot: { weekday: 1, time: '09:00', zone: 'UTC' } });
  await makeMember(app, { confirmedAt: null });
  const [left, paused, erased] = [await makeMember(app, { takes }), await makeMember(app), await makeMember(app)];
  await app.get(Suppressions).suppress(left.addressHash, 'unsubscribed');
  await app.dataSource.query('update cadence set paused_until = $1 where member_id = $2', ['2026-04-01', paused.id]);
  await app.dataSource.transaction((db) => app.get(Erasing).erase(db, erased.id));
  const [{ active }] = await app.dataSource.query('select count(*)::int as active from enrolment');
  expect(await status()).toMatchObject({
    members: 5,
    membersByState: { active: 2, invited: 1, suppressed: 1, paused: 1 },
    enrolmentsByState: { active },
    nextDueAt: '2026-03-16T09:00:00.000Z',
  });
  await app.at('2026-03-16T09:00:00Z');
  await app.tick();
  expect(await status()).toMatchObject({ deliveries: { sent: 1 }, nextDueAt: '2026-03-17T09:00:00.000Z', backlog: 0 });
  await app.dataSource.query(`update delivery set state = 'deferred', next_try_at = $1`, [app.clock.now()]);
  expect(await status()).toMatchObject({ deliveries: { deferred: 1 }, backlog: 1 });
});
