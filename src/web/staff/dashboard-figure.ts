import { DateTime } from 'luxon';
import type { Told } from '../../stats/figures/few.js';

/** What stands in a cell: a count, words, a share in per cent, or nothing. */
export type Cell = Told | { share: number | null } | string | null;

/** A figure with its table; the chart is drawn when it is asked for. */
export interface Figure {
  /** in addresses */
  slug: string;
  title: string;
  /** how it is counted */
  counted: string;
  /** the first names the row */
  columns: string[];
  rows: Cell[][];
  /** SVG; undefined: there is nothing to draw */
  chart(): string | undefined;
}

/** A count where a chart can show it. */
export const plotted = (value: Told): number | null => (typeof value === 'number' ? value : null);

/** Whether there is anything in a table but noughts. */
export const isEmpty = (rows: Cell[][]): boolean =>
  rows.every(([, ...cells]) => cells.every((cell) => cell === 0 || cell === null || cell === '' || isNoShare(cell)));

/** A cell as people read it. */
export function cellText(cell: Cell): string {
  if (cell === null || isNoShare(cell)) return '–';
  if (cell === 'few') return 'fewer than 5';
  if (typeof cell === 'number') return cell.toLocaleString('en-GB');
  return typeof cell === 'object' ? `${cell.share}%` : cell;
}

/** A cell as a spreadsheet takes it; shares in per cent. */
export function cellValue(cell: Cell): string | number | null {
  if (typeof cell === 'object') return cell?.share ?? null;
  return cell === 'few' ? 'fewer than 5' : cell;
}

const isNoShare = (cell: Cell) => typeof cell === 'object' && cell?.share === null;

/** A week by its Monday, in full and in short. */
export const weekName = (week: string): string => format(week, 'd LLLL yyyy');
export const shortWeek = (week: string): string => format(week, 'd LLL');
const format = (week: string, as: string) => DateTime.fromISO(week).setLocale('en-GB').toFormat(as);
