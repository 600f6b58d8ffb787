import { share } from '../../stats/figures/few.js';
import type { QuestionFigures } from '../../stats/figures/questions.js';
import { barChart } from '../charts/bar-chart.js';
import type { Figure } from './dashboard-figure.js';
import { numbered } from './dashboard-steps.js';

/** Questions that the chart shows: those that fewest had right. */
const HARDEST = 12;

/** First tries, question by question. */
export function questionFigure(all: QuestionFigures[]): Figure {
  const questions = numbered(all).map((one) => ({ ...one, share: share(one.right, one.people) }));
  const hardest = questions
    .filter((one) => one.share !== null)
    .toSorted((a, b) => a.share! - b.share!)
    .slice(0, HARDEST);
  return {
    slug: 'questions',
    title: 'Right at the first try',
    counted: `First answers to the questions of lessons that were given in these weeks, each person once; what came back in a later lesson does not count. The chart shows the ${HARDEST} that fewest had right. A wrong choice is named where at least five people made it.`,
    columns: ['Lesson and question', 'People', 'Right', 'Wrong', 'Share right', 'Most chosen wrong answer'],
    rows: questions.map((one) => [
      { words: `${one.number} ${one.ask}` },
      one.people,
      one.right,
      one.wrong,
      { share: one.share },
      one.mostChosenWrong === null ? null : { words: one.mostChosenWrong },
    ]),
    chart: () =>
      hardest.length === 0
        ? undefined
        : barChart({
            title: `Share right at the first try, of the ${HARDEST} questions that fewest had right`,
            labels: hardest.map(({ number, id }) => `${number} ${id}`),
            series: [{ name: 'Right', values: hardest.map((one) => one.share) }],
            unit: '%',
            across: true,
          }),
  };
}
