/** A question of a lesson that a member has had. */
export interface PastQuestion {
  stepId: string;
  questionId: string;
  /** how many lessons ago its own was, over all programmes; 1 is the one before */
  lessonsAgo: number;
  /** when the member last answered it, or, never asked again, when its lesson came */
  lastSeenAt: Date;
  /** whether the first try, the last time it was asked, was wrong */
  wrong: boolean;
}

/** Weeks after which an ordinary week asks again. */
const ECHOES = [1, 5, 13];

/** First what the member got wrong, then what was longest unseen; equals in the order of their lessons. */
export function chooseLookBack<T extends PastQuestion>(past: T[], count: number): T[] {
  const order = (a: T, b: T) =>
    Number(b.wrong) - Number(a.wrong) ||
    a.lastSeenAt.getTime() - b.lastSeenAt.getTime() ||
    b.lessonsAgo - a.lessonsAgo ||
    a.questionId.localeCompare(b.questionId);
  return past.toSorted(order).slice(0, count);
}

/** The one question that an ordinary week brings back: from the lesson one, five or thirteen weeks before. */
export function chooseEcho<T extends PastQuestion>(past: T[]): T[] {
  return chooseLookBack(
    past.filter(({ lessonsAgo }) => ECHOES.includes(lessonsAgo)),
    1,
  );
}
