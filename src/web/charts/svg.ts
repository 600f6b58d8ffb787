import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { ComposeOption, GridComponentOption, LegendComponentOption } from 'echarts';
import Handlebars from 'handlebars';

/** In the chart's own units: about a pixel in a column of a wide window, and four fifths of one in a narrow one. */
export const WIDTH = 400;
export const FONT = 14;

/** No font is at hand here: a wide one is reckoned with. @returns width in the chart's units */
export const textWidth = (text: string, size = FONT): number =>
  Array.from(text, (one) => (one > '\u2e80' ? 1 : 0.58)).reduce((sum, part) => sum + part, 0) * size;

/** ECharts with what we use of it. Loaded with the first chart: it is a fifth of all that a start would load. */
async function load() {
  const [{ init, setPlatformAPI, use }, { BarChart, LineChart }, { GridComponent, LegendComponent }, { SVGRenderer }] =
    await Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/renderers'),
    ]);
  use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);
  setPlatformAPI({
    measureText: (text, font) => ({ width: textWidth(text, Number(/(\d+)px/.exec(font ?? '')?.[1] ?? FONT)) }),
  });
  return init;
}
let loaded: ReturnType<typeof load> | undefined;

/** What a chart shows. A value of null leaves a gap. */
export interface Chart {
  /** said to those who do not see it; a table of the same belongs beside it */
  title: string;
  /** along the axis */
  labels: string[];
  series: { name: string; values: (number | null)[] }[];
  /** `%` fixes the scale from 0 to 100 */
  unit?: string;
}

/** What ECharts is told. */
export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption
>;

/** ECharts reckons with real colours; these stand for the page's own, which are light or dark. */
const placeholders = ['ink', 'soft', 'line', 'surface', 'chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5'] as const;
const code = (index: number) => `#00070${index}`;

/** A colour of the page, by the name of its variable. */
export const colour = (name: (typeof placeholders)[number]): string => code(placeholders.indexOf(name));

/** The colour of the nth series, from 0. */
export const seriesColour = (index: number): string => code(4 + (index % 5));

/** Draws a chart as SVG that a strict policy of contents lets pass: no style of its own, no script. */
export async function drawSvg(title: string, height: number, option: ChartOption): Promise<string> {
  const init = await (loaded ??= load());
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({ animation: false, ...option });
    return restyle(chart.renderToSVGString(), title, height);
  } finally {
    chart.dispose();
  }
}

function restyle(svg: string, title: string, height: number): string {
  const inside = svg
    .slice(svg.indexOf('>') + 1)
    .replace(/<style\s*>[\s\S]*?<\/style>/, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => {
      const size = /font-size:([\d.]+)px/.exec(style)?.[1];
      return size ? ` font-size="${size}"` : '';
    })
    .replace(/#00070(\d)/g, (_, index: string) => `var(--${placeholders[Number(index)]})`);
  const name = Handlebars.escapeExpression(title);
  return `<svg class="chart" role="img" aria-label="${name}" viewBox="0 0 ${WIDTH} ${height}" xmlns="http://www.w3.org/2000/svg">${inside}`;
}
