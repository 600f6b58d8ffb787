import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setClock } from '../../src/database/clock-origin.js';
import type { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeDatabase } from '../support/database.js';
import { states } from '../support/deliveries.js';
import { makeMember } from '../support/factories.js';
import { startService, type RunningService } from '../support/service.js';
import { startSmtp, type Relayed } from '../support/smtp.js';
import { until } from '../support/until.js';

const MEMBERS = 1500;
const CONNECTIONS = 4;
const KILLS = 3;

let database: Database;
let app: TestApp;
let relay: Relayed;
const services: RunningService[] = [];
beforeAll(async () => {
  database = await makeDatabase();
  relay = await startSmtp(4);
  app = await startApp({ ROLE: 'web' }, database);
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.end('SIGKILL')));
  await app.stop();
  await relay.stop();
  await database.stop();
});

const start = () => {
  const service = startService(database, {
    SMTP_URL: relay.url,
    SMTP_CONNECTIONS: String(CONNECTIONS),
    SEND_SPREAD_MINUTES: '0',
  });
  services.push(service);
  return service;
};

/** Members like the one there is. */
async function multiply(memberId: string): Promise<void> {
  await app.dataSource.query(
    `with more as (
       insert into member (organisation_id, address, address_key, address_hash, name, origin, created_at, confirmed_at)
       select organisation_id, 'm' || n || '@example.org', 'm' || n || '@example.org', sha256(n::text::bytea), name, origin, created_at, confirmed_at
       from member, generate_series(2, $2::int) n where id = $1 returning id),
     slots as (
       insert into cadence (member_id, weekday, time, zone, next_due_at)
       select more.id, weekday, time, zone, next_due_at from cadence, more where member_id = $1)
     insert into enrolment (member_id, programme_id, state, created_at)
     select more.id, programme_id, state, created_at from enrolment, more where member_id = $1`,
    [memberId, MEMBERS],
  );
}

test('killed again and again, the service loses nobody and doubles nothing', async () => {
  const { id } = await makeMember(app, { takes: ['core'], address: 'm1@example.org' });
  await multiply(id);
  await setClock(app.clock, app.dataSource, {
    simulated: new Date('2026-03-17T09:00:00Z'),
    real: new Date(),
    speed: 60,
  });

  let [victim, other] = [start(), start()];
  for (let kill = 0; kill < KILLS; kill++) {
    const enough = relay.received.length + 50 + Math.random() * 150;
    await until(() => relay.received.length > enough);
    await victim.end('SIGKILL');
    [victim, other] = [other, start()];
  }
  await until(async () => {
    const { planned = 0, deferred = 0, sending = 0, ...rest } = await states(app);
    return planned + deferred + sending === 0 && Object.keys(rest).length > 0;
  });

  const { sent = 0, unconfirmed = 0, ...rest } = await states(app);
  expect(rest).toEqual({});
  expect(sent + unconfirmed).toBe(MEMBERS);
  expect(unconfirmed).toBeLessThanOrEqual(KILLS * 2 * CONNECTIONS);
  const copies = Map.groupBy(relay.received, ({ to }) => to);
  expect([...copies.values()].filter((mails) => mails.length > 1)).toEqual([]);
  const known = await app.dataSource.query<{ address: string }[]>(
    `select address from delivery d join member m on m.id = d.recipient_id where d.state = 'sent'`,
  );
  expect(known.filter(({ address }) => !copies.has(address))).toEqual([]);
}, 120_000);
