import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Plan } from '../../src/drip/plan.js';
import { Resending } from '../../src/drip/resending.service.js';
import { type Resendable, whyNotAgain } from '../../src/drip/resend-rule.js';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { waive } from '../../src/enrolments/waiving.js';
import { Links } from '../../src/links/links.js';
import type { DeliveryState } from '../../src/mail/delivery.entity.js';
import { Suppressions } from '../../src/mail/suppressions.js';
import { LessonPages } from '../../src/progress/lesson-page.service.js';
import { Answering } from '../../src/progress/answering.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeProgramme } from '../support/factories.js';
import { handedOver } from '../support/lesson-rows.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const rows = <T>(sql: string, values: unknown[] = []): Promise<T[]> => app.dataSource.query(sql, values);
const single = async <T>(sql: string, values: unknown[] = []): Promise<T> => (await rows<T>(sql, values))[0]!;
const enrolmentOf = async (memberId: string, slug: string) =>
  (
    await single<{ id: string }>(
      'select e.id from enrolment e join programme p on p.id = programme_id where member_id = $1 and slug = $2',
      [memberId, slug],
    )
  ).id;
const stepOf = async (slug: string) => (await single<{ id: string }>('select id from step where slug = $1', [slug])).id;
const resend = (memberId: string, enrolmentId: string, stepId: string) =>
  app.dataSource.transaction((db) => app.get(Resending).resend(db, { memberId, enrolmentId, stepId }));
const rounds = (memberId: string) =>
  rows<{ step: string; round: number; state: string; messageId: string | null; id: string }>(
    `select s.slug as step, d.round, d.state, d.message_id as "messageId", d.id from delivery d join step s on s.id = d.part_id
     where d.kind = 'lesson' and d.recipient_id = $1 order by s.position, d.round`,
    [memberId],
  );
const short = async (memberId: string) =>
  (await rounds(memberId)).map(({ step, round, state }) => `${step} ${round} ${state}`);
async function week(at: string) {
  await app.at(`2026-${at}Z`);
  await app.tick();
  await app.tick();
}

test('sent again, a lesson is a new round at once; the programme goes on as if nothing had been', async () => {
  const { slug } = await makeProgramme(app, { slug: 'anew', lessons: 3 });
  const member = await makeMember(app, { takes: [slug] });
  const enrolment = await enrolmentOf(member.id, slug);
  const first = await stepOf('anew-1');
  await expect(resend(member.id, enrolment, first)).rejects.toThrow('has not reached them yet');
  await week('03-17T09:00:00');
  await app.at('2026-03-17T22:00:00Z');
  await resend(member.id, enrolment, first);
  await expect(resend(member.id, enrolment, first)).rejects.toThrow('is on its way already');
  await week('03-17T22:00:00');
  expect(await short(member.id)).toEqual(['anew-1 0 sent', 'anew-1 1 planned']);
  await week('03-18T07:00:00');
  expect(await short(member.id)).toEqual(['anew-1 0 sent', 'anew-1 1 sent']);
  expect(await app.mails({ kind: 'lesson', to: member.address })).toHaveLength(2);
  await expect(resend(member.id, enrolment, first)).rejects.toThrow('was sent again less than a day ago');
  await expect(resend('999999', enrolment, first)).rejects.toThrow('no such lesson');
  await week('03-24T09:00:00');
  await week('03-31T09:00:00');
  await week('04-07T09:00:00');
  expect(await short(member.id)).toEqual(['anew-1 0 sent', 'anew-1 1 sent', 'anew-2 0 sent', 'anew-3 0 sent']);
  expect(await single('select state from enrolment where id = $1', [enrolment])).toEqual({ state: 'finished' });
  // A round that did not arrive says nothing of the first.
  await resend(member.id, enrolment, first);
  await app.dataSource.query(`update delivery set state = 'expired' where round = 2`);
  await resend(member.id, enrolment, first);
  await week('04-07T09:01:00');
  expect((await short(member.id)).slice(0, 4)).toEqual([
    'anew-1 0 sent',
    'anew-1 1 sent',
    'anew-1 2 expired',
    'anew-1 3 sent',
  ]);
});

test('of which nobody knows whether it arrived, it is the same mail once more', async () => {
  const { slug } = await makeProgramme(app, { slug: 'same', lessons: 3 });
  const member = await makeMember(app, { takes: [slug] });
  await week('04-14T09:00:00');
  await app.dataSource.query(`update delivery set state = 'unconfirmed' where recipient_id = $1 and kind = 'lesson'`, [
    member.id,
  ]);
  const [before] = await rounds(member.id);
  // a pause that has passed since its slot is none
  await app.dataSource.query(`update cadence set paused_until = '2026-04-14T11:00:00Z' where member_id = $1`, [
    member.id,
  ]);
  await app.at('2026-04-14T10:00:00Z');
  const again = async () => resend(member.id, await enrolmentOf(member.id, slug), await stepOf('same-1'));
  await expect(again()).rejects.toThrow('waits for their pause to end');
  await app.at('2026-04-14T12:00:00Z');
  await again();
  await app.tick();
  expect(await rounds(member.id)).toEqual([{ ...before, state: 'sent' }]);
  await week('04-21T09:00:00');
  expect(await short(member.id)).toEqual(['same-1 0 sent', 'same-2 0 sent']);
});

test('answers count in whichever round they were given, and a lesson sent again looks back upon others only', async () => {
  const { slug } = await makeProgramme(app, { slug: 'rounds', lessons: 4 });
  const member = await makeMember(app, { takes: [slug] });
  await week('04-28T09:00:00');
  await week('05-05T09:00:00');
  const token = (id: string) => app.get(Links).token('lesson', id);
  const page = (id: string) => app.get(LessonPages).byToken(token(id));
  const own = async (id: string) => {
    const { before, questions } = await page(id);
    return [...(before ? [before] : []), ...questions];
  };
  const [, second] = await rounds(member.id);
  const answer = async (id: string, only = 99) =>
    app
      .get(Answering)
      .answer(token(id), Object.fromEntries((await own(id)).slice(0, only).map(({ key }) => [key, [0]])));
  await answer(second!.id);
  await app.get(Answering).setOutcome(token(second!.id), 'done');
  expect((await page(second!.id)).complete).toBe(true);

  await resend(member.id, await enrolmentOf(member.id, slug), await stepOf('rounds-2'));
  await week('05-05T10:00:00');
  const again = (await rounds(member.id)).at(-1)!;
  expect(again).toMatchObject({ step: 'rounds-2', round: 1, state: 'sent' });
  const { lookBack } = await page(again.id);
  expect(lookBack.map(({ from }) => from)).toEqual(['Lesson rounds-1']);
  expect((await own(again.id)).every(({ answered }) => !answered)).toBe(true);
  await answer(again.id, 1);
  expect((await page(again.id)).complete).toBe(true);
  await week('05-12T09:00:00');
  const third = (await rounds(member.id)).find(({ step }) => step === 'rounds-3')!;
  expect((await page(third.id)).lookBack.map(({ from }) => from)).toEqual(['Lesson rounds-2']);
});

test('who left, a waived or retired step and a programme not taken now: nothing is sent again', async () => {
  const { slug } = await makeProgramme(app, { slug: 'none', lessons: 2 });
  const member = await makeMember(app, { takes: [slug] });
  await week('05-19T09:00:00');
  const [enrolment, step] = [await enrolmentOf(member.id, slug), await stepOf('none-1')];
  const why = (what: string) => expect(resend(member.id, enrolment, step)).rejects.toThrow(what);
  await app.get(Suppressions).suppress(member.addressHash, 'unsubscribed');
  await why('could not be sent');
  await app.get(Suppressions).lift(member.addressHash, ['unsubscribed']);
  await waive(app.dataSource.manager, [enrolment], { stepId: step, reason: 'x', at: app.clock.now(), by: null });
  await why('is waived');
  await app.dataSource.query('delete from waiver');
  await app.dataSource.query('update step set retired_at = $2 where id = $1', [step, app.clock.now()]);
  await why('is not given any more');
  await app.dataSource.query('update step set retired_at = null where id = $1', [step]);
  await app.get(Enrolments).withdrawAll(app.dataSource.manager, member.id);
  await why('do not take now');
  expect(await short(member.id)).toEqual(['none-1 0 sent']);
});

test('a lesson that was planned and is waived before it goes does not go', async () => {
  const { slug } = await makeProgramme(app, { slug: 'late', lessons: 2 });
  const member = await makeMember(app, { takes: [slug] });
  await app.at('2026-05-26T09:00:00Z');
  await app.get(Plan).tick(0);
  const step = await stepOf('late-1');
  const enrolment = await enrolmentOf(member.id, slug);
  await waive(app.dataSource.manager, [enrolment], { stepId: step, reason: 'x', at: app.clock.now(), by: null });
  await week('05-26T09:00:00');
  expect(await short(member.id)).toEqual(['late-1 0 cancelled']);
  await week('06-02T09:00:00');
  expect(await short(member.id)).toEqual(['late-1 0 cancelled', 'late-2 0 sent']);
});

test('whatever is waived, sent again, lost or late: every other step comes once, in order, one a week, and all come to an end', async () => {
  const { slug } = await makeProgramme(app, { slug: 'chance', lessons: 6 });
  const steps = await rows<{ id: string }>(
    'select s.id from step s join programme p on p.id = programme_id where p.slug = $1 order by position',
    [slug],
  );
  await app.at('2026-06-08T00:00:00Z');
  const members = [];
  for (let n = 0; n < 24; n++) members.push((await makeMember(app, { takes: [slug] })).id);
  const enrolments = new Map<string, string>();
  for (const id of members) enrolments.set(id, await enrolmentOf(id, slug));
  const chance = fc.sample(fc.nat(999), { seed: 20261122, numRuns: 4000 });
  const roll = (of: number) => chance.pop()! % of;
  const waived = new Set<string>();
  const sent: { at: string; id: string; step: string; round: number }[] = [];
  for (let w = 0; w < 40; w++) {
    const at = new Date(Date.UTC(2026, 5, 9 + 7 * w, 10)).toISOString();
    await app.at(at);
    for (const id of members) {
      const step = steps[roll(6)]!.id;
      const enrolment = enrolments.get(id)!;
      if (w < 20 && roll(9) === 0) {
        await waive(app.dataSource.manager, [enrolment], { stepId: step, reason: 'x', at: app.clock.now(), by: null });
        waived.add(`${id} ${step} ${at}`);
      }
      if (roll(4) === 0) await resend(id, enrolment, step).catch(() => undefined);
    }
    await app.get(Plan).tick(0);
    await app.get(Plan).tick(0);
    const open = await rows<{ id: string; member: string; step: string; round: number }>(
      `select id, recipient_id as member, part_id as step, round from delivery where state = 'planned' and kind = 'lesson' and recipient_id = any($1)`,
      [members],
    );
    for (const row of open) {
      const state = (['sent', 'sent', 'unconfirmed', 'expired', 'cancelled', 'bounced'] as const)[
        w > 30 ? 0 : roll(6)
      ]!;
      await app.dataSource.query('update delivery set state = $2, attempts = attempts + 1 where id = $1', [
        row.id,
        state,
      ]);
      if (['sent', 'unconfirmed', 'bounced'].includes(state))
        sent.push({ at, id: row.member, step: row.step, round: row.round });
    }
    await handedOver(app);
  }
  for (const id of members) {
    const own = sent.filter((one) => one.id === id && one.round === 0);
    const came = [...new Map(own.map((one) => [one.step, one])).values()];
    const order = came.map(({ step }) => steps.findIndex((one) => one.id === step));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    const excused = steps.filter((step) => [...waived].some((one) => one.startsWith(`${id} ${step.id} `)));
    for (const step of steps)
      expect([step.id, came.some((one) => one.step === step.id) || excused.includes(step)]).toEqual([step.id, true]);
    const weeks = came.map(({ step }) => own.find((one) => one.step === step)!.at);
    expect(new Set(weeks).size).toBe(came.length);
    for (const line of waived) {
      const [member, step, since] = line.split(' ') as [string, string, string];
      if (member === id) expect(sent.some((one) => one.id === id && one.step === step && one.at > since)).toBe(false);
    }
    expect(await single('select state from enrolment where id = $1', [enrolments.get(id)])).toEqual({
      state: 'finished',
    });
  }
});

test('the rule: only what arrived, or may have, is sent again, and only to who may be mailed', () => {
  const states: (DeliveryState | null)[] = [
    null,
    'planned',
    'sending',
    'sent',
    'deferred',
    'refused',
    'unconfirmed',
    'bounced',
    'expired',
    'cancelled',
  ];
  const lesson: fc.Arbitrary<Resendable> = fc.record({
    state: fc.constantFrom(...states),
    round: fc.nat(3),
    hoursAgo: fc.option(fc.double({ min: 0, max: 200, noNaN: true })),
    enrolment: fc.constantFrom('invited', 'active', 'finished', 'withdrawn'),
    suppressed: fc.boolean(),
    paused: fc.boolean(),
    waived: fc.boolean(),
    retired: fc.boolean(),
    quiet: fc.boolean(),
  });
  fc.assert(
    fc.property(lesson, (one) => {
      if (whyNotAgain(one) !== undefined) return;
      expect([one.suppressed, one.paused, one.waived, one.retired, one.quiet]).toEqual(Array(5).fill(false));
      expect(['active', 'finished']).toContain(one.enrolment);
      expect(['planned', 'sending', 'deferred', null]).not.toContain(one.state);
      if (one.round === 0) expect(['sent', 'unconfirmed', 'bounced']).toContain(one.state);
      else expect(one.hoursAgo ?? 24).toBeGreaterThanOrEqual(24);
    }),
  );
});
