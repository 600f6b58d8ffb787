import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Invalid, NotFound, TooMany } from '../../src/errors.js';
import { Links } from '../../src/links/links.js';
import type { Programme } from '../../src/programmes/programme.entity.js';
import { Answering } from '../../src/progress/answering.service.js';
import { CodeEntry } from '../../src/progress/code-entry.service.js';
import { spellCode } from '../../src/progress/codes.js';
import { LessonPages, type PageQuestion } from '../../src/progress/lesson-page.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember, makeProgramme, type ProgrammeWishes } from '../support/factories.js';
import { send, visit } from '../support/pages.js';
import { everything } from '../support/tables.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({}, undefined, '2026-03-16T12:00:00Z');
});
afterAll(() => app.stop());

const slot = { weekday: 2, time: '09:00', zone: 'UTC' };
const sql = <T>(text: string, values: unknown[] = []) => app.dataSource.query<T[]>(text, values);

/** Lets a week go by, to Tuesday at nine: everybody's lesson comes. */
async function week(count = 1): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    const now = app.clock.now();
    const days = ((9 - now.getUTCDay()) % 7 || 7) * 24 * 3600_000;
    await app.at(`${new Date(now.getTime() + days).toISOString().slice(0, 10)}T09:00:00Z`);
    await app.tick();
  }
}

/** Somebody who takes a programme of the test's own. */
async function taking(wishes: ProgrammeWishes = {}) {
  const programme = await makeProgramme(app, wishes);
  return joining(programme);
}

async function joining(programme: Programme) {
  const member = await makeMember(app, { takes: [programme.slug], slot });
  const [enrolment] = await sql<{ id: string }>('select id from enrolment where member_id = $1 and programme_id = $2', [
    member.id,
    programme.id,
  ]);
  const lessons = () =>
    sql<{ id: string; code: string }>(
      `select id, code from delivery where kind = 'lesson' and recipient_id = $1 order by due_at`,
      [member.id],
    );
  return {
    member,
    enrolmentId: enrolment!.id,
    token: async (number = 1) => app.get(Links).token('lesson', (await lessons())[number - 1]!.id),
    code: async () => spellCode((await lessons())[0]!.code),
    completed: async () => (await sql('select from completion where enrolment_id = $1', [enrolment!.id])).length,
    startedAt: async () =>
      (await sql<{ at: Date | null }>('select started_at as at from enrolment where id = $1', [enrolment!.id]))[0]!.at,
    answers: () =>
      sql<{ questionId: string; correct: boolean; lookBack: boolean }>(
        `select question_id as "questionId", correct, look_back as "lookBack" from answer where member_id = $1 order by id`,
        [member.id],
      ),
    reminders: () =>
      sql<{ state: string; dueAt: Date }>(
        `select state, due_at as "dueAt" from delivery where kind = 'reminder' and recipient_id = $1 order by id`,
        [member.id],
      ),
  };
}

const page = (token: string) => app.get(LessonPages).byToken(token);
const own = async (token: string) => (await page(token)).questions;
const asked = async (token: string) => {
  const { before, questions, lookBack } = await page(token);
  return [...(before ? [before] : []), ...questions, ...lookBack];
};
const places = ({ choices }: PageQuestion, right: boolean) => [choices.findIndex((choice) => choice.right === right)];
const answerAll = async (token: string, questions: PageQuestion[], isRight: (question: PageQuestion) => boolean) =>
  app
    .get(Answering)
    .answer(
      token,
      Object.fromEntries(questions.map((question) => [question.key, places(question, isRight(question))])),
    );
const act = (token: string, outcome: 'done' | 'not-for-us' | 'later', day?: string) =>
  app.get(Answering).setOutcome(token, outcome, day);
const refusal = (promise: Promise<unknown>): Promise<Invalid> =>
  promise.then(
    () => Promise.reject(new Error('was taken')),
    (error: Invalid) => error,
  );

test('every try is kept, the first one for good; the page shows the latest, and why', async () => {
  const { token: of, answers, startedAt } = await taking();
  await week();
  const token = await of();
  expect(await startedAt()).toBeNull();
  const [first] = await own(token);
  expect(first).toMatchObject({ answered: false, choices: [{ why: 'Because of 0.' }, {}, {}] });
  const began = app.clock.now();
  await answerAll(token, [first!], () => false);
  expect((await own(token))[0]).toMatchObject({ answered: true, correct: false });
  await app.at('2026-03-18T10:00:00Z');
  await answerAll(token, [first!], () => true);
  expect((await own(token))[0]).toMatchObject({ answered: true, correct: true });
  expect((await answers()).map(({ correct }) => correct)).toEqual([false, true]);
  expect(await startedAt()).toEqual(began);
});

test.each([
  ['answers', ['answer']],
  ['action', ['act']],
  ['both', ['answer', 'act']],
  ['both', ['act', 'answer']],
] as const)('by the rule %s a step is complete after: %j', async (rule, deeds) => {
  const { token: of, completed } = await taking({ rule });
  await week();
  const token = await of();
  for (const deed of deeds) {
    expect([await completed(), (await page(token)).complete]).toEqual([0, false]);
    if (deed === 'act') await act(token, 'not-for-us');
    else await answerAll(token, await own(token), () => false);
  }
  expect([await completed(), (await page(token)).complete]).toEqual([1, true]);
});

test('half of the answers are not enough, and the question of an earlier week is not asked for', async () => {
  const { token: of, completed } = await taking({ rule: 'answers' });
  await week(2);
  const token = await of(2);
  const questions = await own(token);
  expect((await page(token)).lookBack).toHaveLength(1);
  await answerAll(token, questions.slice(0, 1), () => true);
  expect(await completed()).toBe(0);
  await answerAll(token, questions.slice(1), () => true);
  expect(await completed()).toBe(1);
});

test('what was said of the action can be taken back and said anew', async () => {
  const { token: of, completed, startedAt } = await taking({ rule: 'action' });
  await week();
  const token = await of();
  await app.get(Answering).undoOutcome(token);
  expect(await startedAt()).toBeNull();
  for (const outcome of ['done', 'not-for-us'] as const) {
    await act(token, outcome);
    expect([(await page(token)).outcome?.outcome, await completed()]).toEqual([outcome, 1]);
  }
  await act(token, 'later', '2030-01-01').catch(() => undefined);
  expect(await completed()).toBe(1);
  await app.get(Answering).undoOutcome(token);
  expect([(await page(token)).outcome, await completed()]).toEqual([undefined, 0]);
});

test('answers and outcome sent at the same moment make the step complete', async () => {
  const programme = await makeProgramme(app, { rule: 'both' });
  const people = await Promise.all(Array.from({ length: 10 }, () => joining(programme)));
  await week();
  for (const { token: of, completed } of people) {
    const token = await of();
    const questions = await own(token);
    await Promise.all([
      answerAll(token, questions.slice(0, 1), () => true),
      answerAll(token, questions.slice(1), () => true),
      act(token, 'done'),
    ]);
    expect(await completed()).toBe(1);
  }
});

test('of a wrong answer nothing is kept, nor of the right ones beside it', async () => {
  const { token: of, answers } = await taking();
  await week();
  const token = await of();
  const [first, second] = await own(token);
  const tell = (chosen: Record<string, number[]>) =>
    refusal(app.get(Answering).answer(token, chosen)).then(({ problems }) => problems.map(({ field }) => field));
  expect(await tell({ [first!.key]: [0], [second!.key]: [7] })).toEqual([second!.key]);
  expect(await tell({ [first!.key]: [0, 1], [second!.key]: [] })).toEqual([first!.key, second!.key]);
  expect(await tell({})).toEqual(['answers']);
  expect(await tell({ 'q-1-nobody-asked': [0] })).toEqual(['answers']);
  expect(await answers()).toEqual([]);
});

test('a reminder comes on the day that was chosen, at the hour of the lessons, and once', async () => {
  const { member, token: of, reminders } = await taking();
  await week();
  const token = await of();
  const today = app.clock.now();
  const day = (days: number) => new Date(today.getTime() + days * 24 * 3600_000).toISOString().slice(0, 10);
  for (const wrong of [day(0), day(-1), day(400), '2026-02-30', '', 'tomorrow', undefined])
    expect((await refusal(act(token, 'later', wrong))).problems.map(({ field }) => field)).toEqual(['remindOn']);
  expect(await reminders()).toEqual([]);
  await act(token, 'later', day(1));
  await act(token, 'later', day(2));
  expect(await reminders()).toEqual([
    { state: 'cancelled', dueAt: new Date(`${day(1)}T09:00:00Z`) },
    { state: 'planned', dueAt: new Date(`${day(2)}T09:00:00Z`) },
  ]);
  const mails = async () => (await app.mails({ kind: 'reminder', to: member.address })).length;
  for (const [at, count] of [
    [`${day(1)}T09:00:00Z`, 0],
    [`${day(2)}T08:59:00Z`, 0],
    [`${day(2)}T09:00:00Z`, 1],
    [`${day(3)}T09:00:00Z`, 1],
  ] as const) {
    await app.at(at);
    await app.tick();
    await app.tick();
    expect(await mails()).toBe(count);
  }
});

test('done before its day, the reminder does not come; put off once more, it does', async () => {
  const { member, token: of } = await taking();
  await week();
  const token = await of();
  const tomorrow = new Date(app.clock.now().getTime() + 24 * 3600_000).toISOString().slice(0, 10);
  await act(token, 'later', tomorrow);
  await act(token, 'done');
  await app.at(`${tomorrow}T09:00:00Z`);
  await app.tick();
  expect(await app.mails({ kind: 'reminder', to: member.address })).toEqual([]);
  const next = new Date(app.clock.now().getTime() + 24 * 3600_000).toISOString().slice(0, 10);
  await act(token, 'later', next);
  await app.at(`${next}T09:00:00Z`);
  await app.tick();
  expect(await app.mails({ kind: 'reminder', to: member.address })).toHaveLength(1);
});

test('a lesson without an action takes no outcome', async () => {
  const { token: of } = await taking({ lessons: [{ action: undefined }] });
  await week();
  expect((await refusal(act(await of(), 'done'))).problems).toEqual([expect.objectContaining({ field: 'outcome' })]);
});

const lookingBack = { questions: undefined, action: undefined, lookBack: 'lookBack: 3' };

test('a look-back week asks first what this member got wrong, and asks the same however often one looks and answers', async () => {
  const programme = await makeProgramme(app, { lessons: [{}, {}, {}, lookingBack] });
  const [one, other] = [await joining(programme), await joining(programme)];
  await week(3);
  const wrong = { one: ['2-second', '3-first'], other: ['1-second'] };
  for (const [who, { token: of }] of Object.entries({ one, other }))
    for (const number of [1, 2, 3])
      await answerAll(
        await of(number),
        await own(await of(number)),
        ({ key }) => !wrong[who as 'one'].includes(`${number}-${key.replace(/^q-\d+-/, '')}`),
      );
  await week();
  const keys = async (token: string) =>
    (await asked(token)).map(({ from, key }) => `${from?.slice(-1)}-${key.replace(/^q-\d+-/, '')}`);
  const token = await one.token(4);
  const before = await keys(token);
  expect(before.slice(0, 2)).toEqual(wrong.one);
  expect(before).toHaveLength(3);
  expect((await keys(await other.token(4)))[0]).toBe('1-second');

  expect(await keys(token)).toEqual(before);
  await answerAll(token, (await asked(token)).slice(0, 1), () => true);
  await answerAll(await one.token(1), await own(await one.token(1)), () => false);
  expect(await keys(token)).toEqual(before);
  expect([await one.completed(), (await page(token)).complete]).toEqual([0, false]);
  await answerAll(token, (await asked(token)).slice(1), () => false);
  expect((await page(token)).complete).toBe(true);
  expect((await one.answers()).filter(({ lookBack }) => lookBack)).toHaveLength(3);

  const mail = (await app.mails({ kind: 'lesson', to: one.member.address })).at(-1)!;
  const [question] = await asked(token);
  const text = (await app.source(mail.id)).replace(/=\r\n/g, '');
  for (const { text: choice } of question!.choices) expect(text).toContain(choice);
  expect(text).toContain(`/lesson/${token}?choice=3D0`.replace('?choice=3D0', ''));
});

test('nobody else’s past is asked about, nor a lesson that never came', async () => {
  const { token: of } = await taking({ lessons: [lookingBack, {}] });
  await week();
  expect(await asked(await of())).toEqual([]);
  expect((await page(await of())).complete).toBe(false);
});

test('looking changes nothing', async () => {
  const { token: of } = await taking();
  await week();
  const token = await of();
  const before = await everything(app.dataSource);
  for (const path of ['', '?choice=1', '?again=q-1-first', '/answers', '/outcome'])
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(`${app.url}/lesson/${token}${path}`, { method, redirect: 'manual' })).status).toBeLessThan(
        400,
      );
  expect(await everything(app.dataSource)).toEqual(before);
});

test('the code in the mail opens the same lesson, however it is typed', async () => {
  const { token: of, code } = await taking();
  await week();
  const spelt = await code();
  expect((await send(app, '/go', { code: ` ${spelt.toLowerCase().replace('-', ' ')} ` })).location).toBe(
    `/lesson/${await of()}`,
  );
  expect((await send(app, '/go', { code: 'AAAAA-AAAAA' })).status).toBe(422);
});

test('ten wrong codes an hour for a network: then not even the right one, also when all come at once', async () => {
  const { code } = await taking();
  await week();
  const [right, entry] = [await code(), app.get(CodeEntry)];
  const guess = (turn: number) => spellCode(String(turn));
  for (let turn = 0; turn < 15; turn++) await entry.tokenFor(right, 'patient');
  const all = [...Array.from({ length: 40 }, (_, turn) => guess(turn)), right].map((typed) =>
    entry.tokenFor(typed, 'hasty'),
  );
  const ends = (await Promise.allSettled(all)).map((end) =>
    end.status === 'fulfilled' ? 'open' : end.reason instanceof TooMany ? 'too many' : 'wrong',
  );
  expect(ends.filter((end) => end === 'wrong').length).toBeLessThanOrEqual(10);
  expect(ends.at(-1)).toBe('too many');
  await expect(entry.tokenFor(right, 'hasty')).rejects.toThrow(TooMany);
  await entry.tokenFor(right, 'patient');
});

test.each(['lesson', 'answers', 'outcome', 'outcome/undo', 'page-link'])(
  'a link that is not good is one page for %s',
  async (path) => {
    const { token: of } = await taking();
    await week();
    const token = await of();
    for (const bad of [
      `${token.slice(0, -2)}zz`,
      app.get(Links).token('me', '1'),
      app.get(Links).token('lesson', '999999'),
    ]) {
      const { status, html } =
        path === 'lesson'
          ? await visit(app, `/lesson/${bad}`)
          : await send(app, `/lesson/${bad}/${path}`, { outcome: 'done', x: '1' });
      expect(status).toBe(404);
      expect(html).toContain('There is no such page');
    }
    await expect(page('nonsense')).rejects.toThrow(NotFound);
  },
);
