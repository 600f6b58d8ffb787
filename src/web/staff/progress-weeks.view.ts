import { DateTime } from 'luxon';
import { LEAST_ORGANISATIONS, type Comparison } from '../../stats/comparison.js';
import type { WeekFigures, Weeks } from '../../stats/weekly-progress.js';
import { when } from '../dates.js';
import { lineChart } from '../charts/line-chart.js';

/** The share of lessons done by week, as a chart and a table, beside the average where there is one; nothing without lessons. */
export async function weeksView(
  name: string,
  { from, to, zone }: Weeks,
  own: WeekFigures[],
  comparison: Comparison | undefined,
): Promise<object | undefined> {
  const shares = comparison?.shares ?? {};
  const first = own[0]?.week;
  if (!first) return undefined;
  const byWeek = new Map(own.map((week) => [week.week, week]));
  const rows = mondays(from, to, zone)
    .filter((week) => week >= first)
    .map((week) => ({ ...byWeek.get(week), week, average: percent(shares[week]) }))
    .map((row) => ({ ...row, share: row.mailed ? percent(row.done! / row.mailed) : null }));
  const compared = Object.keys(shares).length > 0;
  const series = [
    { name, values: rows.map(({ share }) => share) },
    ...(compared ? [{ name: 'Average of all organisations', values: rows.map(({ average }) => average) }] : []),
  ];
  const labels = rows.map(({ week }) => DateTime.fromISO(week).setLocale('en-GB').toFormat('d LLL'));
  return {
    chart: await lineChart({
      title: `Share of lessons done, by the week they were mailed, in per cent`,
      labels,
      series,
      unit: '%',
    }),
    compared,
    ...(compared ? { counted: when(comparison!.madeAt, zone) } : { why: whyNot(comparison) }),
    rows: rows.toReversed().map((row) => ({
      label: DateTime.fromISO(row.week).setLocale('en-GB').toFormat('d LLLL yyyy'),
      mailed: row.mailed ?? 0,
      done: row.done ?? 0,
      share: shown(row.share),
      average: shown(row.average),
    })),
  };
}

function mondays(from: Date, to: Date, zone: string): string[] {
  const weeks: string[] = [];
  for (let at = DateTime.fromJSDate(from, { zone }); at.toJSDate() < to; at = at.plus({ weeks: 1 }))
    weeks.push(at.toISODate()!);
  return weeks;
}

const percent = (share: number | undefined) => (share === undefined ? null : Math.round(share * 100));
const shown = (value: number | null) => (value === null ? '–' : `${value} %`);

function whyNot(comparison: Comparison | undefined): string {
  if (!comparison) return 'The average of all organisations is counted each night; it was not yet.';
  const { organisations } = comparison;
  if (organisations >= LEAST_ORGANISATIONS)
    return `There was no week in which ${LEAST_ORGANISATIONS} organisations had lessons, so no average is shown.`;
  const count = organisations === 1 ? 'one takes part now' : `${organisations} take part now`;
  return `The average of all organisations is shown from ${LEAST_ORGANISATIONS} organisations on; ${count}.`;
}
