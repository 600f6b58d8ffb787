import { frame } from './frame.js';
import { type Chart, colour, drawSvg, seriesColour } from './svg.js';

/** How bars stand. */
export interface Bars extends Chart {
  /** on one another instead of side by side */
  stacked?: boolean;
  /** from left to right, one below the other: for long labels */
  across?: boolean;
}

/** Each series has a pattern of its own, so that nobody needs the colours; the first is plain. */
const stripes = (rotation: number, gap: number) => ({
  symbol: 'rect',
  dashArrayX: [1, 0],
  dashArrayY: [2, gap],
  rotation,
});
const patterns = [
  undefined,
  stripes(Math.PI / 4, 5),
  {
    symbol: 'circle',
    symbolSize: 0.7,
    dashArrayX: [
      [8, 8],
      [0, 8, 8, 0],
    ],
    dashArrayY: [6, 0],
  },
  stripes(-Math.PI / 4, 3),
  stripes(0, 4),
];

/** Bars for each series. @returns SVG */
export function barChart(chart: Bars): Promise<string> {
  const across = chart.across ?? false;
  const plot = across ? Math.max(90, chart.labels.length * (chart.stacked ? 26 : 14 + 12 * chart.series.length)) : 200;
  const { option, height } = frame(chart, plot, across);
  const series = chart.series.map(({ name, values }, index) => {
    const pattern = patterns[index % patterns.length];
    return {
      type: 'bar' as const,
      name,
      color: seriesColour(index),
      barMaxWidth: 32,
      barGap: '10%',
      itemStyle: {
        borderColor: colour('surface'),
        borderWidth: chart.stacked && chart.labels.length < 30 ? 1 : 0,
        ...(pattern && { decal: { color: colour('surface'), ...pattern } }),
      },
      ...(chart.stacked && { stack: 'all' }),
      // nothing to stack need not be drawn
      data: chart.stacked ? values.map((value) => value || null) : values,
    };
  });
  return drawSvg(chart.title, height, { ...option, series });
}
