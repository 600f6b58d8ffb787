import { DateTime } from 'luxon';
import { instant, PROGRAMMES, programmeOf, type World } from './world.js';

/** Totals by their keys: `week key …` to sums. */
export type Counted = Map<string, Record<string, number>>;

/** The Monday of an hour of the world, by the clocks of London. */
const weekOf = (hour: number): string =>
  DateTime.fromJSDate(instant(hour), { zone: 'Europe/London' }).startOf('week').toISODate()!;

const MAILED = ['sent', 'unconfirmed'];

/** Counts a world one by one, the slow way. @param chosen the organisations that count; apart: sign-ups of these sectors too */
export function count(
  world: World,
  chosen: number[],
  apart?: (sector: string) => boolean,
): Record<'people' | 'lessons' | 'steps' | 'questions' | 'lookBacks', Counted> {
  const people = ledger();
  const members = world.members.filter(({ organisation }) => chosen.includes(organisation));
  for (const programme of [0, ...PROGRAMMES]) {
    const key = programme && 1000 + programme;
    const stays = members.flatMap((member) => {
      const takes = world.enrolments.filter(
        (one) => one.member === member.id && (programme === 0 || one.programme === programme),
      );
      if (programme !== 0 && takes.length === 0) return [];
      const asked =
        programme !== 0
          ? takes[0]!.created
          : member.origin === 'sign-up'
            ? (member.accepted ?? member.created)
            : member.created;
      const yes = member.confirmed !== null && (programme === 0 || takes.some(({ state }) => state !== 'invited'));
      const started = takes.some((one) => one.started);
      const finished = takes.some((one) => one.started && one.finished);
      people.add(weekOf(asked), key, {
        asked: 1,
        confirmed: Number(yes),
        started: Number(yes && started),
        finished: Number(yes && finished),
      });
      if (!yes) return [];
      const joined = Math.max(member.confirmed!, programme === 0 ? 0 : takes[0]!.created);
      const ends = [member.erased, member.suppressed?.since ?? null].filter((at) => at !== null);
      const gone = ends.length > 0 ? Math.max(joined, Math.min(...ends)) : undefined;
      people.add(weekOf(joined), key, { joined: 1 });
      if (gone !== undefined) people.add(weekOf(gone), key, { gone: 1 });
      return [{ organisation: member.organisation, joined, gone }];
    });
    for (const organisation of chosen) {
      const own = stays.filter((one) => one.organisation === organisation);
      if (own.length === 0) continue;
      people.add(weekOf(Math.min(...own.map(({ joined }) => joined))), key, { organisations_joined: 1 });
      if (own.every(({ gone }) => gone !== undefined))
        people.add(weekOf(Math.max(...own.map(({ gone }) => gone!))), key, { organisations_gone: 1 });
    }
  }
  if (apart) {
    for (const address of new Set(world.signUps.map((one) => one.address))) {
      const tries = world.signUps.filter((one) => one.address === address);
      if (!tries.some(({ confirmed }) => confirmed) && apart(tries[0]!.sector))
        people.add(weekOf(tries[0]!.at), 0, { asked: 1 });
    }
    for (const { sector, at, count: lapsed } of world.lapsed)
      if (apart(sector)) people.add(weekOf(Math.floor(at / 24) * 24), 0, { asked: lapsed });
  }
  return { people: people.totals, ...lessonCounts(world, new Set(members.map(({ id }) => id))) };
}

function lessonCounts(world: World, members: Set<number>) {
  const [lessons, steps, questions, lookBacks] = [ledger(), ledger(), ledger(), ledger()];
  const memberOf = (enrolment: number) => world.enrolments.find(({ id }) => id === enrolment)!.member;
  const own = world.lessons.filter(({ enrolment }) => members.has(memberOf(enrolment)));
  const is = (list: { enrolment: number; step: number }[], one: { enrolment: number; step: number }) =>
    list.some(({ enrolment, step }) => enrolment === one.enrolment && step === one.step);
  for (const lesson of own) {
    lessons.add(weekOf(lesson.due), `${1000 + programmeOf(lesson.step)} ${lesson.state}`, { lessons: 1 });
    const earlier = own.some(
      (one) =>
        one.enrolment === lesson.enrolment &&
        one.step === lesson.step &&
        one.round < lesson.round &&
        MAILED.includes(one.state),
    );
    if (!MAILED.includes(lesson.state) || earlier || is(world.waivers, lesson)) continue;
    const said = world.outcomes.find(
      ({ enrolment, step }) => enrolment === lesson.enrolment && step === lesson.step,
    )?.outcome;
    steps.add(weekOf(lesson.due), 9000 + lesson.step, {
      mailed: 1,
      complete: Number(is(world.completions, lesson)),
      done: Number(said === 'done'),
      not_for_us: Number(said === 'not-for-us'),
      later: Number(said === 'later'),
    });
  }
  for (const { id, erased, suppressed } of world.members.filter((one) => members.has(one.id))) {
    const ends = [erased, suppressed?.reason === 'unsubscribed' ? suppressed.since : null].filter((at) => at !== null);
    if (ends.length === 0) continue;
    const left = Math.min(...ends);
    const had = own.filter((one) => memberOf(one.enrolment) === id && MAILED.includes(one.state) && one.due <= left);
    const last = had.toSorted((a, b) => a.due - b.due || a.id - b.id).at(-1);
    if (last) steps.add(weekOf(left), 9000 + last.step, { gone: 1 });
  }
  const answers = world.answers.map((answer) => {
    const lesson = world.lessons.find(({ id }) => id === answer.lesson)!;
    return { ...answer, member: memberOf(lesson.enrolment), askedAt: lesson.due };
  });
  const firsts = (list: typeof answers, key: (one: (typeof answers)[number]) => string) =>
    [...Map.groupBy(list, key).values()].map(([first]) => first!);
  const tries = firsts(
    answers.filter((one) => members.has(one.member) && !one.lookBack),
    (one) => `${one.member} ${one.step} ${one.question}`,
  );
  for (const { step, question, choice, at } of tries)
    questions.add(weekOf(at), `${909000 + step} ${question}`, {
      people: 1,
      correct: Number(choice === 0),
      [`choice_${choice}`]: 1,
    });
  const back = firsts(
    answers.filter((one) => members.has(one.member) && one.lookBack),
    (one) => `${one.member} ${one.step} ${one.question} ${one.lesson}`,
  );
  const seen = new Set<string>();
  for (const { member, step, question, choice, at, askedAt } of back) {
    const before = own.filter(
      (one) =>
        memberOf(one.enrolment) === member && one.step === step && MAILED.includes(one.state) && one.due < askedAt,
    );
    if (before.length === 0) continue;
    const days = Math.floor((askedAt - Math.max(...before.map(({ due }) => due))) / 24);
    const after = days < 18 ? 1 : days < 60 ? 5 : 13;
    const knew = tries.some(
      (one) => one.member === member && one.step === step && one.question === question && one.choice === 0,
    );
    const key = `${1000 + programmeOf(step)} ${after} ${knew}`;
    const once = (name: string) => {
      const person = `${weekOf(at)} ${key} ${member} ${name}`;
      return seen.has(person) ? 0 : Number(seen.add(person).has(person));
    };
    lookBacks.add(weekOf(at), key, {
      answers: 1,
      correct: Number(choice === 0),
      [choice === 0 ? 'people_right' : 'people_wrong']: once(choice === 0 ? 'right' : 'wrong'),
    });
  }
  return { lessons: lessons.totals, steps: steps.totals, questions: questions.totals, lookBacks: lookBacks.totals };
}

function ledger() {
  const totals: Counted = new Map();
  return {
    totals,
    add(week: string, key: string | number, counts: Record<string, number>) {
      const name = `${week} ${key}`;
      const sums = totals.get(name) ?? {};
      for (const [what, n] of Object.entries(counts)) sums[what] = (sums[what] ?? 0) + n;
      totals.set(name, sums);
    },
  };
}
