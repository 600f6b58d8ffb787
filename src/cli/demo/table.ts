import { DateTime } from 'luxon';
import type { PeriodFigures } from '../../stats/period.js';

const COLUMNS: { key: keyof PeriodFigures; heads: [string, string] }[] = [
  { key: 'sent', heads: ['', 'sent'] },
  { key: 'answered', heads: ['lessons', 'answered'] },
  { key: 'complete', heads: ['', 'complete'] },
  { key: 'wrongFirst', heads: ['wrong at', 'first'] },
  { key: 'done', heads: ['actions', 'done'] },
  { key: 'reminders', heads: ['', 'reminded'] },
  { key: 'left', heads: ['', 'left'] },
];
const WEEK = 4;
const DAY = 13;

/** The two lines above the table. */
export function tableHead(): string[] {
  const cells = (line: 0 | 1) => COLUMNS.map(({ heads }) => heads[line].padStart(width(heads)));
  return [row('', '', cells(0)), row('week', 'from', cells(1)), '─'.repeat(row('', '', cells(1)).length)];
}

/** One week's line, under 80 characters. @param name what stands in front: the week's number, or a word */
export function tableRow(name: string, day: string, figures: PeriodFigures): string {
  return row(
    name,
    day,
    COLUMNS.map(({ key, heads }) => String(figures[key] || '–').padStart(width(heads))),
  );
}

/** The sum of weeks. */
export function total(weeks: PeriodFigures[]): PeriodFigures {
  const sum = (key: keyof PeriodFigures) => weeks.reduce((all, week) => all + week[key], 0);
  return Object.fromEntries(COLUMNS.map(({ key }) => [key, sum(key)])) as unknown as PeriodFigures;
}

/** Something that happened, between the lines of the weeks. */
export const tableNote = (at: Date, text: string): string => row('', shortDay(at), [text]);

/** "Mon 16 Mar" */
export const shortDay = (at: Date): string => inEnglish(at, 'ccc d LLL');
/** "Monday 16 March 2026" */
export const fullDay = (at: Date): string => inEnglish(at, 'cccc d LLLL yyyy');

const inEnglish = (at: Date, format: string) =>
  DateTime.fromJSDate(at, { zone: 'Europe/London' }).setLocale('en-GB').toFormat(format);
const width = ([above, below]: [string, string]) => Math.max(above.length, below.length);
const row = (name: string, day: string, cells: string[]) =>
  ` ${name.padStart(WEEK)}  ${day.padEnd(DAY)}${cells.join('  ')}`;
