import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { sectors } from '../../src/organisations/vocabulary.js';
import { startApp, type TestApp } from '../support/app.js';
import { enrol, makeMember, makeOrganisation } from '../support/factories.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** Programme and position of all lessons that reached a member, in the order of their weeks. */
async function received(memberId: string): Promise<string[]> {
  const rows = await app.dataSource.query<{ step: string }[]>(
    `select p.slug || ' ' || s.position as step from delivery d join step s on s.id = d.part_id join programme p on p.id = s.programme_id
     where d.kind = 'lesson' and d.recipient_id = $1 and d.state = 'sent' order by d.due_at`,
    [memberId],
  );
  return rows.map((row) => row.step);
}
const core = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => `core ${from + place}`);

test('all 52 lessons are mailed in order, to those they are for, one a week', async () => {
  const members = new Map<string, string>();
  for (const { value: sector } of sectors) {
    members.set(sector, (await makeMember(app, { takes: ['core'], sector, name: '' })).id);
  }
  const { id: organisationId } = await makeOrganisation(app, { sector: 'technology', emergingTechnology: true });
  const both = await makeMember(app, { takes: ['core'], organisationId });
  await enrol(app, both.id, 'secure-innovation');

  const first = DateTime.fromISO('2026-03-17T09:00', { zone: 'Europe/London' });
  for (let week = 0; week < 45; week++) {
    await app.at(first.plus({ weeks: week }).toUTC().toISO()!);
    await app.tick();
  }

  const places = ['legal', 'accountancy', 'retail', 'hospitality', 'trades', 'charity', 'care', 'education'];
  places.push('manufacturing', 'creative');
  for (const [sector, id] of members) {
    const place = places.indexOf(sector) + 1;
    const extra = place > 0 ? [`sectors ${place}`] : [];
    expect([sector, await received(id)]).toEqual([sector, [...core(1, 13), ...extra, ...core(14, 28)]]);
  }
  const turns = await received(both.id);
  expect(turns.filter((step) => step.startsWith('core'))).toEqual(core(1, 28));
  expect(turns.filter((step) => step.startsWith('secure'))).toHaveLength(14);
  // In turn, while both have lessons left.
  for (let week = 1; week < 28; week++) expect(turns[week]!.split(' ')[0]).not.toBe(turns[week - 1]!.split(' ')[0]);

  const [{ closings }] = await app.dataSource.query<[{ closings: number }]>(
    `select count(*)::int as closings from delivery where kind = 'closing' and state = 'sent'`,
  );
  expect(closings).toBe(members.size + 2); // core's for all, and secure innovation's for one
  const [{ steps }] = await app.dataSource.query<[{ steps: number }]>(
    `select count(distinct part_id)::int as steps from delivery where kind = 'lesson' and state = 'sent'`,
  );
  expect(steps).toBe(52);
}, 120_000);
