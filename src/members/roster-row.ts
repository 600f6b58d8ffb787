import type { Problem } from '../errors.js';
import { parseAddress } from './address.js';
import { quoted } from './quoted.js';
import type { Columns } from './roster-columns.js';
import { rosterName } from './roster-name.js';
import { type Weekday, parseTime, parseWeekday, parseZone } from './roster-slot.js';
import { trimmed } from './white-space.js';

/** One person of a roster. */
export interface RosterRow {
  /** as a spreadsheet numbers it: the header is row 1 */
  row: number;
  address: string;
  /** the address in lower case, by which identity is decided */
  key: string;
  /** '' when the roster does not tell */
  name: string;
  weekday?: Weekday;
  /** wall time, `HH:MM` */
  time?: string;
  /** IANA name */
  zone?: string;
}

/** Something wrong with one row (`address`, `name`, `weekday`, `time`, `zone`, `quotes`) or with all of it (`file`, `header`). A row may have several. */
export interface RosterFault extends Problem {
  row: number;
}

/** Makes sense of one record: the person in it, or everything that is wrong with it. */
export function readRow(row: number, cells: string[], columns: Columns): [RosterRow] | RosterFault[] {
  const text = (column: keyof Columns) => firstOf(cells, columns[column], (cell) => cell !== '');
  const faults: RosterFault[] = [];
  const refuse = (field: string, value: string, problem: string) =>
    faults.push({ row, field, problem: value === '' ? problem : `${quoted(value)} ${problem}` });

  const addressText = text('address') || firstOf(cells, columns.perhapsAddress, (cell) => cell.includes('@'));
  const parsed = parseAddress(addressText);
  if ('problem' in parsed) refuse('address', addressText, parsed.problem);
  const address = 'problem' in parsed ? undefined : parsed;
  const named = { full: text('full'), first: text('first'), last: text('last'), shown: text('shown') };
  const name = rosterName(named, address);
  if ('problem' in name) refuse('name', name.value, name.problem);
  const weekday = parseWeekday(text('weekday'));
  if (text('weekday') && !weekday) refuse('weekday', text('weekday'), 'is not a weekday: Monday to Sunday, or 1 to 7');
  const time = parseTime(text('time'));
  if (text('time') && !time) refuse('time', text('time'), 'is not a time from 07:00 to 19:59, as in 09:00 or 9am');
  const zone = parseZone(text('zone'));
  if (text('zone') && !zone) refuse('zone', text('zone'), 'is not a time zone, as in Europe/London');

  if (!address || 'problem' in name || faults.length > 0) return faults;
  return [
    { row, ...address, name: name.name, ...(weekday && { weekday }), ...(time && { time }), ...(zone && { zone }) },
  ];
}

function firstOf(cells: string[], columns: number[], fits: (cell: string) => boolean): string {
  return columns.map((column) => trimmed(cells[column] ?? '')).find(fits) ?? '';
}
