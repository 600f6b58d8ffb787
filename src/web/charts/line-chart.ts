import { frame } from './frame.js';
import { type Chart, drawSvg, seriesColour } from './svg.js';

/** Each line has marks and dashes of its own, so that nobody needs the colours. */
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle'];
const dashes = ['solid', [7, 4], [2, 3], [10, 3, 2, 3], [4, 2]] as const;

/** Marks on a line, at the most: more would hide it. */
const MARKS = 14;

/** A line for each series; where a value is missing it breaks off. @returns SVG */
export function lineChart(chart: Chart): Promise<string> {
  const { option, height } = frame(chart, 200);
  const every = Math.ceil(chart.labels.length / MARKS);
  const series = chart.series.map(({ name, values }, index) => ({
    type: 'line' as const,
    name,
    color: seriesColour(index),
    symbol: symbols[index % symbols.length]!,
    symbolSize: 7,
    showAllSymbol: true,
    lineStyle: { width: 2, type: dashes[index % dashes.length] as 'solid' },
    data: values.map((value, at) => (at % every === 0 || alone(values, at) ? value : { value, symbol: 'none' })),
  }));
  return drawSvg(chart.title, height, { ...option, series });
}

/** Whether no line leads to a value. */
const alone = (values: (number | null)[], at: number) =>
  (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
