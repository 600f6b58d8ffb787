import { type Chart, type ChartOption, colour, FONT, textWidth, WIDTH } from './svg.js';

/** Room for a label beside its bar, at the most; a longer one is cut. */
const LABEL = 165;

/** What all charts share: room, axes, legend. @param plot height of the part with the marks */
export function frame(
  { labels, series, unit }: Chart,
  plot: number,
  across = false,
): { option: ChartOption; height: number } {
  const rows = series.length > 1 ? legendRows(series.map(({ name }) => name)) : 0;
  const height = plot + 46 + rows * 24;
  const text = { color: colour('soft'), fontSize: FONT };
  const valueAxis = {
    type: 'value' as const,
    min: 0,
    ...(unit === '%' ? { max: 100, interval: 25 } : { minInterval: 1 }),
    axisLabel: { ...text, ...(unit && { formatter: `{value}${unit === '%' ? '' : ' '}${unit}` }) },
    splitNumber: across ? 3 : 4,
    splitLine: { lineStyle: { color: colour('line') } },
  };
  const labelAxis = {
    type: 'category' as const,
    data: labels,
    axisLabel: across
      ? { ...text, interval: 0, width: LABEL, overflow: 'truncate' as const }
      : { ...text, hideOverlap: true, ...(labels.length <= 4 && { interval: 0 }) },
    axisLine: { lineStyle: { color: colour('soft') } },
    axisTick: { show: false },
    inverse: across,
  };
  const option: ChartOption = {
    grid: {
      left: 4,
      right: 16,
      top: 12,
      bottom: rows * 24 + 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: across ? valueAxis : labelAxis,
    yAxis: across ? labelAxis : valueAxis,
    ...(rows > 0 && {
      legend: {
        bottom: 0,
        left: 0,
        width: WIDTH,
        itemWidth: 28,
        itemHeight: 12,
        itemGap: 14,
        borderColor: colour('line'),
        textStyle: { color: colour('ink'), fontSize: FONT },
      },
    }),
  };
  return { option, height };
}

/** Lines that names fill, side by side. */
function legendRows(names: string[]): number {
  let [rows, used] = [1, 0];
  for (const name of names) {
    const width = 50 + textWidth(name);
    if (used > 0 && used + width > WIDTH) [rows, used] = [rows + 1, 0];
    used += width;
  }
  return rows;
}
