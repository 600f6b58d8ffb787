import { share, type Told } from '../../stats/figures/few.js';
import type { AllFigures } from '../../stats/figures/figures.service.js';
import type { LessonsWeek } from '../../stats/figures/lessons.js';
import { type LookBackFigures, WEEKS_AFTER } from '../../stats/figures/look-backs.js';
import type { Funnel, PeopleWeek } from '../../stats/figures/people.js';
import { barChart } from '../charts/bar-chart.js';
import { lineChart } from '../charts/line-chart.js';
import { type Figure, plotted, shortWeek, weekName } from './dashboard-figure.js';
import { questionFigure } from './dashboard-questions.js';
import { actionFigure, completionFigure, leavingFigure } from './dashboard-steps.js';

/** All figures, in the order of the page. */
export function figuresOf({ people, lessons, steps, questions, lookBacks }: AllFigures): Figure[] {
  return [
    peopleFigure(people.weeks),
    funnelFigure(people.funnel),
    lessonFigure(lessons),
    completionFigure(steps),
    questionFigure(questions),
    lookBackFigure(lookBacks),
    actionFigure(steps),
    leavingFigure(steps),
  ];
}

function peopleFigure(weeks: PeopleWeek[]): Figure {
  const series = [
    { name: 'Members', values: weeks.map(({ members }) => plotted(members)) },
    { name: 'Organisations', values: weeks.map(({ organisations }) => plotted(organisations)) },
  ];
  const labels = weeks.map(({ week }) => shortWeek(week));
  return {
    slug: 'members',
    title: 'Members and organisations',
    counted:
      'People who had confirmed by the end of the week and had not left, erased themselves or been suppressed; and the organisations they belong to.',
    columns: ['Week from', 'Members', 'Organisations'],
    rows: weeks.map(({ week, members, organisations }) => [{ words: weekName(week) }, members, organisations]),
    chart: () => lineChart({ title: 'Members and organisations at the end of each week', labels, series }),
  };
}

const stages: [keyof Funnel, string][] = [
  ['asked', 'Signed up or invited'],
  ['confirmed', 'Confirmed'],
  ['started', 'Started a lesson'],
  ['finished', 'Finished a programme'],
];

function funnelFigure(funnel: Funnel): Figure {
  const values = stages.map(([stage]) => plotted(funnel[stage]));
  return {
    slug: 'funnel',
    title: 'From sign-up to the end',
    counted:
      'Of the people who signed up or were invited in these weeks, how many came how far by now. Started: answered a question or said what became of an action. Finished: started, and had the last lesson of a programme. A sign-up that was not confirmed belongs to no organisation and to no programme.',
    columns: ['Stage', 'People', 'Of the first'],
    rows: stages.map(([stage, name]) => [
      { words: name },
      funnel[stage],
      { share: share(funnel[stage], funnel.asked) },
    ]),
    chart: () =>
      barChart({
        title: 'People at each stage',
        labels: stages.map(([, name]) => name),
        series: [{ name: 'People', values }],
        across: true,
      }),
  };
}

const outcomes: [Exclude<keyof LessonsWeek, 'week'>, string][] = [
  ['sent', 'Sent'],
  ['unconfirmed', 'Unconfirmed'],
  ['waiting', 'On the way'],
  ['refused', 'Refused or bounced'],
  ['notSent', 'Not sent'],
];

function lessonFigure(weeks: LessonsWeek[]): Figure {
  const series = outcomes.map(([outcome, name]) => ({ name, values: weeks.map((week) => plotted(week[outcome])) }));
  const labels = weeks.map(({ week }) => shortWeek(week));
  return {
    slug: 'lessons',
    title: 'Lessons mailed',
    counted:
      'Lessons by the week of their slot and by how their mail stands now. On the way: planned, being sent or deferred. Not sent: expired or cancelled, for instance because the member had paused.',
    columns: ['Week from', ...outcomes.map(([, name]) => name)],
    rows: weeks.map((week) => [{ words: weekName(week.week) }, ...outcomes.map(([outcome]) => week[outcome])]),
    chart: () => barChart({ title: 'Lessons by week and by what became of the mail', labels, series, stacked: true }),
  };
}

const spans: Record<(typeof WEEKS_AFTER)[number], string> = {
  1: '1 to 2 weeks',
  5: '3 to 8 weeks',
  13: '9 or more',
};
const knewNames = ['right in the lesson', 'not right in the lesson'] as const;

function lookBackFigure(entries: LookBackFigures[]): Figure {
  const shares = (knew: boolean) =>
    entries.filter((one) => one.knew === knew).map(({ right, wrong }) => share(right, both(right, wrong)));
  return {
    slug: 'look-back',
    title: 'What people remember',
    counted:
      'First tries at questions that came back 1, 5 or 13 weeks after their lesson, or in a look-back: the share that was right, apart for those who had the question right at the first try in its lesson and those who had not. Questions that went wrong come back more often.',
    columns: ['After', 'Right', 'Wrong', 'Share right'],
    rows: entries.map(({ weeksAfter, knew, right, wrong }) => [
      { words: `${spans[weeksAfter]}, ${knewNames[knew ? 0 : 1]}` },
      right,
      wrong,
      { share: share(right, both(right, wrong)) },
    ]),
    chart: () =>
      barChart({
        title: 'Share of look-back answers that were right',
        labels: WEEKS_AFTER.map((weeks) => spans[weeks]),
        series: knewNames.map((name, index) => ({ name: `Was ${name}`, values: shares(index === 0) })),
        unit: '%',
      }),
  };
}

const both = (one: Told, other: Told): Told =>
  typeof one === 'number' && typeof other === 'number' ? one + other : 'few';
