import { DateTime } from 'luxon';
import type { Told } from '../../stats/figures/few.js';

/** What stands in a cell: a count, words, a share in per cent (null: none can be told), or nothing. */
export type Cell = Told | { words: string } | { share: number | null } | null;

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
  chart(): Promise<string> | undefined;
}

/** A count where a chart can show it. */
export const plotted = (value: Told): number | null => (typeof value === 'number' ? value : null);

/** Whether there is anything in a table but noughts. */
export const isEmpty = (rows: Cell[][]): boolean =>
  rows.every(([, ...cells]) => cells.every((cell) => [0, null].includes(cellValue(cell) as 0 | null)));

/** A cell as people read it. */
export function cellText(cell: Cell): string {
  const value = cellValue(cell);
  if (value === null) return '–';
  if (typeof cell === 'object' && cell && 'share' in cell) return `${value}%`;
  return typeof value === 'number' ? value.toLocaleString('en-GB') : value;
}

/** A cell as a spreadsheet takes it; shares in per cent. */
export function cellValue(cell: Cell): string | number | null {
  if (cell === null) return null;
  if (typeof cell === 'object') return 'words' in cell ? cell.words : cell.share;
  return cell === 'few' ? 'fewer than 5' : cell;
}

/** A week by its Monday, in full and in short. */
export const weekName = (week: string): string => format(week, 'd LLLL yyyy');
export const shortWeek = (week: string): string => format(week, 'd LLL');
const format = (week: string, as: string) => DateTime.fromISO(week).setLocale('en-GB').toFormat(as);
