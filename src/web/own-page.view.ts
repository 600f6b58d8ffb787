import type { OwnPage } from '../progress/own-page.service.js';
import type { Problem } from '../errors.js';
import { dayOf, when } from './dates.js';
import { refusal } from './form.js';
import { slotView } from './slot.view.js';
import { stepView } from './step.view.js';

/** What decides how a member's own page looks besides the member. */
export interface OwnPageShown {
  said?: string;
  /** what was typed into a refused form */
  form?: Record<string, string>;
  problems?: Problem[];
  /** the first day a pause may last to, `yyyy-mm-dd` */
  earliest: string;
}

/** A member's own page. */
export function ownPageView(
  token: string,
  page: OwnPage,
  { said, form, problems = [], earliest }: OwnPageShown,
): object {
  const { name, organisation, address, cadence, suppressed, alerts, unsubscribeToken, offered } = page;
  const { zone, nextDueAt, pausedUntil } = cadence;
  const open = page.enrolments
    .filter(({ state }) => state === 'active')
    .flatMap(({ lessons }) => lessons.filter((lesson) => lesson.state === 'received'));
  return {
    title: 'Your page',
    greeting: name ? `Hello, ${name}` : 'Your page',
    token,
    organisation,
    address,
    suppressed,
    alerts,
    unsubscribeToken,
    offered,
    said,
    earliest,
    current: open.findLast(({ url }) => url),
    enrolments: page.enrolments.map(enrolmentView),
    slot: slotView({
      ...cadence,
      ...form,
    }),
    nextLesson: nextDueAt && !pausedUntil ? `The next one comes on ${when(nextDueAt, zone)}.` : undefined,
    pausedUntil: pausedUntil && dayOf(pausedUntil, zone),
    form: {
      name,
      ...form,
    },
    ...refusal(problems, ['weekday', 'time', 'zone', 'until', 'name', 'sure']),
  };
}

function enrolmentView({ programme, state, lessons }: OwnPage['enrolments'][number]): object {
  const complete = lessons.filter((lesson) => lesson.state === 'complete').length;
  const needed = lessons.filter((lesson) => lesson.state !== 'waived').length;
  const ended = {
    finished: ' You have had every lesson.',
    withdrawn: ' You left this programme.',
    invited: ' It waits for your yes.',
  }[state as string];
  return {
    title: programme.title,
    standing: `${complete} of ${needed} ${needed === 1 ? 'lesson' : 'lessons'} complete.${ended ?? ''}`,
    steps: lessons.map(stepView),
  };
}
