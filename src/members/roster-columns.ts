import { parseAddress } from './address.js';
import { parseTime, parseWeekday } from './roster-slot.js';
import { trimmed } from './white-space.js';

/** Where in a row each thing stands, best column first. */
export interface Columns {
  address: number[];
  /** may hold addresses, or streets and sign-in names: counts where it holds an @ */
  perhapsAddress: number[];
  full: number[];
  first: number[];
  last: number[];
  shown: number[];
  weekday: number[];
  time: number[];
  /** never told by its name, only when somebody says so: such columns hold all sorts of things */
  zone: number[];
}

/**
 * Column names without spaces, hyphens and the like, in lower case, most telling first: Outlook, Microsoft 365, Exchange,
 * Google Contacts (old and new), Mailchimp, and what people write themselves.
 */
const NAMES: Record<Exclude<keyof Columns, 'zone'>, string> = {
  address:
    'email emailaddress mail mailaddress workemail workemailaddress businessemail businessemailaddress companyemail ' +
    'email1 email1value email1address emailaddress1 primaryemail primaryemailaddress primarysmtpaddress smtpaddress ' +
    'windowsemailaddress contactemail contactemailaddress staffemail employeeemail useremail emailid merge0 ' +
    'email2 email2value email2address emailaddress2 email3value email3address',
  perhapsAddress: 'userprincipalname upn username address',
  full: 'name fullname displayname contactname employeename staffname membername person',
  first: 'firstname first forename forenames givenname given fname merge1',
  last: 'lastname last surname familyname family lname merge2',
  shown: 'emaildisplayname email1displayname fileas',
  weekday: 'weekday day dayofweek lessonday preferredday preferredweekday',
  time: 'time hour timeofday lessontime preferredtime preferredhour',
};

/** Reads a header row. Undefined: no column of addresses, so it is no header or not one to use. */
export function namedColumns(header: string[]): Columns | undefined {
  const plain = header.map((cell) =>
    cell
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  );
  const found = (names: string) =>
    names.split(' ').flatMap((name) => plain.flatMap((column, index) => (column === name ? [index] : [])));
  const columns = {
    address: found(NAMES.address),
    perhapsAddress: found(NAMES.perhapsAddress),
    full: found(NAMES.full),
    first: found(NAMES.first),
    last: found(NAMES.last),
    shown: found(NAMES.shown),
    weekday: found(NAMES.weekday),
    time: found(NAMES.time),
    zone: [],
  };
  return columns.address.length + columns.perhapsAddress.length > 0 ? columns : undefined;
}

/**
 * Tells the columns of a file without header by its first row: the first address; a time with its sign (`09:00`, `9am`);
 * a day's name, shortened only where there is a time; one full name, or a first and a last name side by side. Undefined:
 * the row holds nothing like an address.
 */
export function columnsByContent(row: string[]): Columns | undefined {
  const cells = row.map(trimmed);
  const valid = cells.findIndex((cell) => 'key' in parseAddress(cell));
  const address = valid < 0 ? cells.findIndex((cell) => cell.includes('@')) : valid;
  if (address < 0) return undefined;
  const time = cells.findIndex((cell) => /[:apn]/i.test(cell) && parseTime(cell) !== undefined);
  const day = (cell: string) => /^\p{L}+$/u.test(cell) && cell.length > 2 && parseWeekday(cell) !== undefined;
  const weekday = cells.findIndex((cell) => day(cell) && (time >= 0 || /day$/i.test(cell)));
  const isName = (index: number) =>
    ![address, time, weekday].includes(index) && /^(?=.*\p{L})[^@\d]+$/u.test(cells[index] ?? '');
  const name = cells.findIndex((_, index) => isName(index));
  const isSplit =
    name >= 0 && !/[\s,]/.test(cells[name] ?? '') && isName(name + 1) && !/\s/.test(cells[name + 1] ?? '');
  const at = (index: number) => (index < 0 ? [] : [index]);
  return {
    address: [address],
    perhapsAddress: [],
    full: isSplit ? [] : at(name),
    first: isSplit ? [name] : [],
    last: isSplit ? [name + 1] : [],
    shown: [],
    weekday: at(weekday),
    time: at(time),
    zone: [],
  };
}
