import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { barChart } from '../../../src/web/charts/bar-chart.js';
import { lineChart } from '../../../src/web/charts/line-chart.js';

const chart = {
  title: 'Lessons <done> & "said"',
  labels: ['One', 'Two', 'A <b>3</b>'],
  series: [
    { name: 'Right', values: [10, null, 30] },
    { name: 'Wrong & more', values: [5, 6, 7] },
  ],
};

test.each([
  ['lines', lineChart(chart)],
  ['bars', barChart(chart)],
  ['bars on one another', barChart({ ...chart, stacked: true })],
  ['bars from left to right, in per cent', barChart({ ...chart, across: true, unit: '%' })],
])('%s: SVG with a name, without styles, scripts or colours of its own', async (_, drawn) => {
  const svg = await drawn;
  expect(svg).toMatch(/^<svg class="chart" role="img" aria-label="Lessons &lt;done&gt; &amp; &quot;said&quot;"/);
  expect(svg).not.toMatch(/<style|<script|style=|class="zr|ecmeta|<b>| on\w+=/);
  expect(svg).toContain('fill="var(--chart-1)"');
  expect(svg).toContain('var(--chart-2)');
  expect(svg).not.toMatch(/#[0-9a-f]{6}/i);
  for (const text of ['>One<', '>Two<', 'A &lt;b&gt;3&lt;/b&gt;', '>Right<', '>Wrong &amp; more<'])
    expect(svg).toContain(text);
  expect(svg.split('<svg')).toHaveLength(2);
});

test('series differ without colour: lines by dashes, bars by patterns', async () => {
  expect(await lineChart(chart)).toContain('stroke-dasharray');
  expect(await barChart(chart)).toContain('<pattern');
});

test('a value that is missing leaves a gap: no bar, and the line breaks off', async () => {
  const bars = async (values: (number | null)[]) =>
    (await barChart({ ...chart, series: [{ name: 'Right', values }] })).split('fill="var(--chart-1)"').length;
  expect((await bars([10, 20, 30])) - (await bars([10, null, 30]))).toBe(1);
  const line = (values: (number | null)[]) => lineChart({ ...chart, series: [{ name: 'Right', values }] });
  const whole = /<path d="M[^"]*L[^"]*" fill="none" stroke="var\(--chart-1\)"/;
  expect(await line([10, 20, 30])).toMatch(whole);
  expect(await line([10, null, 30])).not.toMatch(whole);
  // what no line leads to has a mark
  expect((await line([10, null, 30])).split('fill="var(--chart-1)"').length).toBeGreaterThan(2);
});

test('anything can be drawn', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 60 }), fc.nat({ max: 6 }), async (count, lines) => {
      const labels = Array.from({ length: count }, (_, index) => `L${index}`);
      const series = Array.from({ length: lines }, (_, index) => ({
        name: `S${index}`,
        values: labels.map((__, at) => (at % 3 ? at : null)),
      }));
      for (const svg of await Promise.all([
        lineChart({ title: 'x', labels, series }),
        barChart({ title: 'x', labels, series, across: true }),
      ]))
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }),
    { numRuns: 15 },
  );
});
