import type { Problem } from '../../errors.js';
import { nations, sectors, sizes, type Term } from '../../organisations/vocabulary.js';
import { options, refusal } from '../form.js';
import { cellText, type Figure, isEmpty } from './dashboard-figure.js';
import type { ProgrammeChoice } from './dashboard-scope.js';
import { moment } from './moment.js';

const periods = [
  ['4', 'The last 4 weeks'],
  ['13', 'The last 13 weeks'],
  ['52', 'The last 52 weeks'],
  ['days', 'From one day to another'],
] as const;

/** The fields by which figures are chosen. @param form as it was asked for */
export function filterView(form: Record<string, string>, programmes: ProgrammeChoice[], problems: Problem[]): object {
  const choices = (terms: Term[], name: string) =>
    options(
      terms.map(({ value, label }) => [value, label]),
      form[name],
    );
  return {
    title: 'Figures',
    wide: true,
    form,
    periods: options(periods, form['period'] ?? '13'),
    sectors: choices(sectors, 'sector'),
    sizes: choices(sizes, 'size'),
    nations: choices(nations, 'nation'),
    programmes: options(
      programmes.map(({ slug, title }) => [slug, title]),
      form['programme'],
    ),
    ...refusal(problems, ['period', 'from', 'to', 'organisation', 'sector', 'size', 'nation', 'programme']),
  };
}

/** Figures as the page shows them. @param query what a file of one asks for again */
export function figuresView(figures: Figure[], query: string): Promise<object[]> {
  const shown = figures.map(async (figure) => {
    const { slug, title, counted, columns, rows } = figure;
    const empty = isEmpty(rows);
    return {
      slug,
      title,
      counted,
      ...(!empty && {
        chart: await figure.chart(),
        columns,
        rows: rows.map(([name, ...cells]) => ({ name: cellText(name!), cells: cells.map(cellText) })),
        csv: `/admin/figures/${slug}.csv?${query}`,
      }),
    };
  });
  return Promise.all(shown);
}

/** When the figures were made. @param organisation of one organisation alone they are counted at once */
export function asOf(madeAt: Date | undefined, zone: string, organisation: boolean): string {
  if (organisation) return 'Counted now. Of answers older than 13 months only totals over all organisations are kept.';
  return madeAt
    ? `As of ${moment(madeAt, zone)}. Large tables are counted each night, small ones every ten minutes.`
    : 'Not counted yet: the first figures are there a minute after the start.';
}
