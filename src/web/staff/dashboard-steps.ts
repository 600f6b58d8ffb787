import { share } from '../../stats/figures/few.js';
import type { StepFigures } from '../../stats/figures/steps.js';
import { barChart } from '../charts/bar-chart.js';
import { lineChart } from '../charts/line-chart.js';
import { type Cell, type Figure, plotted } from './dashboard-figure.js';

/** Numbers as several programmes need them: 2.3 is the third lesson of the second one. */
export function numbered<T extends { programme: string; position: number }>(rows: T[]): (T & { number: string })[] {
  const programmes = [...new Set(rows.map(({ programme }) => programme))];
  return rows.map((row) => {
    const place = programmes.length > 1 ? `${programmes.indexOf(row.programme) + 1}.` : '';
    return { ...row, number: `${place}${row.position}` };
  });
}

/** What names a lesson in a table. */
const lesson = ({ number, title }: { number: string; title: string }): Cell => ({ words: `${number} ${title}` });

/** The curve that shows where people stop. */
export function completionFigure(all: StepFigures[]): Figure {
  const steps = numbered(all.filter(({ mailed }) => mailed !== 0));
  const byProgramme = [...Map.groupBy(steps, ({ programme }) => programme)];
  const last = Math.max(...steps.map(({ position }) => position));
  const positions = Array.from({ length: Math.max(0, last) }, (_, index) => index + 1);
  const at = (rows: typeof steps, position: number) => {
    const row = rows.find((one) => one.position === position);
    return row ? share(row.complete, row.mailed) : null;
  };
  return {
    slug: 'completion',
    title: 'Lessons done',
    counted:
      'Of the lessons mailed in these weeks, the share that is complete by now; what makes a lesson complete is for its programme to say. The curve shows where people stop.',
    columns: ['Lesson', 'Mailed', 'Complete', 'Share'],
    rows: steps.map((step) => [lesson(step), step.mailed, step.complete, { share: share(step.complete, step.mailed) }]),
    chart: () =>
      lineChart({
        title: 'Share of lessons complete, by the number of the lesson',
        labels: positions.map(String),
        series: byProgramme.map(([name, rows]) => ({
          name,
          values: positions.map((position) => at(rows, position)),
        })),
        unit: '%',
      }),
  };
}

/** What became of the actions. */
export function actionFigure(all: StepFigures[]): Figure {
  const steps = numbered(all).flatMap(({ action, ...step }) =>
    action && step.mailed !== 0 ? [{ ...step, ...action }] : [],
  );
  const said = [
    ['Done', 'done'],
    ['Not for us', 'notForUs'],
    ['Later', 'later'],
    ['Nothing said', 'nothing'],
  ] as const;
  return {
    slug: 'actions',
    title: 'Actions',
    counted:
      'Of the lessons with an action that were mailed in these weeks, what their members say became of it by now.',
    columns: ['Lesson', ...said.map(([name]) => name)],
    rows: steps.map((step) => [lesson(step), ...said.map(([, key]) => step[key])]),
    chart: () =>
      barChart({
        title: 'What became of the action, by lesson',
        labels: steps.map(({ number }) => number),
        series: said.map(([name, key]) => ({ name, values: steps.map((step) => plotted(step[key])) })),
        stacked: true,
      }),
  };
}

/** After which lessons people leave. */
export function leavingFigure(all: StepFigures[]): Figure {
  const steps = numbered(all);
  return {
    slug: 'unsubscribes',
    title: 'Where people leave',
    counted:
      'People who unsubscribed or erased themselves in these weeks, by the lesson last mailed to them before. Who has come back since does not count.',
    columns: ['Lesson', 'Left'],
    rows: steps.map((step) => [lesson(step), step.gone]),
    chart: () =>
      barChart({
        title: 'People who left, by the lesson they had last',
        labels: steps.map(({ number }) => number),
        series: [{ name: 'Left', values: steps.map(({ gone }) => plotted(gone)) }],
      }),
  };
}
