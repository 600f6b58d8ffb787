import { createHash } from 'node:crypto';

/** Who takes a break of three weeks, after the first lesson. */
export const TAKES_A_BREAK = 'rachel@pennine-joinery.example.com';
/** Who leaves with the second lesson. */
export const LEAVES = 'lewis.brand@harbourlane.example.org';

/** What becomes of a lesson's action. */
type ActionHabit = 'done' | 'not-for-us' | 'later' | 'open';

/** What a simulated member makes of one lesson. */
export interface LessonHabit {
  answers: boolean;
  /** types the code instead of following the link */
  types: boolean;
  /** leaves a question for another time */
  leavesOne: boolean;
  action: ActionHabit;
  /** of `later`: after how many days to be reminded */
  remindAfterDays: number;
}

/** A number from 0 up to 1 that is the same whenever the same is asked: the demo runs alike each time. */
export function chance(...about: string[]): number {
  return createHash('sha256').update(about.join('\n')).digest().readUInt32BE() / 2 ** 32;
}

/** What a member makes of a lesson. One in ten never answers, one in ten seldom, the others mostly. */
export function lessonHabit(address: string, lesson: string): LessonHabit {
  const of = (what: string) => chance(what, address, lesson);
  const zeal = chance('zeal', address);
  const action = of('action');
  return {
    answers: of('answers') < (zeal < 0.1 ? 0 : zeal < 0.2 ? 0.4 : 0.92),
    types: of('types') < 0.15,
    leavesOne: of('leaves one') < 0.06,
    action: action < 0.62 ? 'done' : action < 0.74 ? 'not-for-us' : action < 0.9 ? 'later' : 'open',
    remindAfterDays: 2 + Math.floor(of('days') * 5),
  };
}

/** What somebody who is invited does: most say yes, a few say no, a few do nothing. */
export function invitationHabit(address: string): 'accept' | 'decline' | 'nothing' {
  const share = chance('invitation', address);
  return share < 0.75 ? 'accept' : share < 0.85 ? 'decline' : 'nothing';
}

/** Simulated hours after which a mail is acted on: confirmations at once, lessons within two days. */
export function hoursToAct(kind: string, address: string, mail: string): number {
  const most = { invitation: 20, lesson: 48, reminder: 10 }[kind] ?? 0;
  return most * chance('when', address, mail) ** 2;
}

/**
 * The choices that a member ticks: one time in five something that is not right.
 * @param choices all that there are @param right those that are right @param many whether several may be ticked
 */
export function ticked(who: string, question: string, choices: string[], right: string[], many: boolean): string[] {
  if (chance('knows', who, question) >= 0.2) return right;
  const wrong = choices.filter((choice) => !right.includes(choice));
  const slip = wrong[Math.floor(chance('slip', who, question) * wrong.length)];
  if (!many) return slip === undefined ? right : [slip];
  return slip === undefined ? right.slice(1) : [...right, slip];
}
