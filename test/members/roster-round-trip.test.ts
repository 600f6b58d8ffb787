import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ENCODERS, read } from '../support/rosters.js';

interface Person {
  address: string;
  first: string;
  last: string;
  weekday: number;
  minutes: number;
  notes: string;
}

const LATIN = Array.from('abcdefghijklmnopqrstuvwxyzABCXYZéèüñçßøÅ');
const ANY = Array.from(`${LATIN.join('')}łőжяאب例漢\u{20000}`);
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const word = (letters: string[]) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 });
const ascii = word(LATIN.slice(0, 26));

/** A person whose name and notes have only these letters; the notes also have all that must be quoted. */
const person = (letters: string[]): fc.Arbitrary<Person> =>
  fc.record({
    address: fc.tuple(ascii, ascii).map(([local, domain]) => `${local}@${domain}.example`),
    first: word(letters),
    last: word(letters),
    weekday: fc.integer({ min: 1, max: 7 }),
    minutes: fc.integer({ min: 7 * 60, max: 20 * 60 - 1 }),
    notes: fc.string({ unit: fc.constantFrom(...letters, '1', '"', ',', ';', '\t', '\r\n', '\n', '\r', "'", ' ') }),
  });

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Ways to write the columns, each a header and its cell. */
const columns = fc.record({
  address: fc.constantFrom('Email', 'E-mail Address', 'E-mail 1 - Value', 'EMAIL_ADDRESS', ' work\u00a0email ', 'mail'),
  name: fc.constantFrom(['Name'], ['Display name'], ['First Name', 'Last Name'], ['Forename', 'SURNAME']),
  weekday: fc.constantFrom('Weekday', 'day', undefined),
  time: fc.constantFrom('Time', 'HOUR', undefined),
  notes: fc.constantFrom('Notes', 'Company, or "none"', 'Notes\r\n(long)', undefined),
});

const manner = fc.record({
  encoding: fc.constantFrom(...(Object.keys(ENCODERS) as (keyof typeof ENCODERS)[])),
  delimiter: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  quoteAll: fc.boolean(),
  sepLine: fc.boolean(),
  lastLineEnd: fc.boolean(),
  order: fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
  blankLines: fc.boolean(),
  dayNames: fc.boolean(),
});

const roster = fc.tuple(manner, columns).chain(([how, named]) =>
  fc.record({
    how: fc.constant(how),
    named: fc.constant(named),
    people: fc.array(person(how.encoding === 'Windows-1252' ? LATIN : ANY), { minLength: 1, maxLength: 8 }),
  }),
);

test('any people, written in any encoding, delimiter, quoting and order of columns, are read back the same', async () => {
  await fc.assert(
    fc.asyncProperty(roster, async ({ how, named, people }) => {
      const cellsOf: [string, (person: Person) => string][] = [[named.address, ({ address }) => address]];
      const [name = '', last] = named.name;
      if (last === undefined) cellsOf.push([name, (one) => `${one.first} ${one.last}`]);
      else cellsOf.push([name, (one) => one.first], [last, (one) => one.last]);
      if (named.weekday)
        cellsOf.push([named.weekday, ({ weekday }) => (how.dayNames ? (DAYS[weekday - 1] ?? '') : String(weekday))]);
      if (named.time) cellsOf.push([named.time, ({ minutes }) => clock(minutes)]);
      if (named.notes) cellsOf.push([named.notes, ({ notes }) => notes]);
      const ordered = cellsOf
        .map((cell, index) => ({ cell, rank: how.order[index] ?? 0 }))
        .sort((a, b) => a.rank - b.rank);

      const quote = (cell: string) =>
        how.quoteAll || /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
      const line = (cells: string[]) => cells.map(quote).join(how.delimiter);
      const records = [
        line(ordered.map(({ cell: [header] }) => header)),
        ...people.map((one) => line(ordered.map(({ cell: [, of] }) => of(one)))),
      ];
      const text =
        (how.sepLine ? `sep=${how.delimiter}${how.lineEnd}` : '') +
        records.join(how.blankLines ? how.lineEnd.repeat(2) : how.lineEnd) +
        (how.lastLineEnd ? how.lineEnd : '');

      expect(await read(ENCODERS[how.encoding](text))).toEqual(
        people.map((one, index) => ({
          row: how.blankLines ? 2 * index + 3 : index + 2,
          address: one.address,
          key: one.address,
          name: `${one.first} ${one.last}`,
          ...(named.weekday && { weekday: one.weekday }),
          ...(named.time && { time: clock(one.minutes) }),
        })),
      );
    }),
    { numRuns: 250 },
  );
});

test('no bytes whatever throw, and whatever is read as a person is fit for a mail', async () => {
  const words = ['email', 'name', 'ann@example.org', 'Ann', 'www.example.com', 'a@b', 'Ünder', 'day', '2', '9am'];
  const marks = [
    '"',
    '""',
    ',',
    ';',
    '\t',
    ' ',
    '\n',
    '\r\n',
    '\r',
    '\0',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\u0007',
    'sep=;\n',
  ];
  const piece = fc.constantFrom(...words, ...marks);
  const text = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(''));
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(fc.constantFrom(...Object.values(ENCODERS)), text).map(([encode, it]) => encode(`email,name\n${it}`)),
    fc.tuple(fc.constantFrom(...Object.values(ENCODERS)), text).map(([encode, it]) => encode(it)),
  );
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      let before = 0;
      for (const one of await read(bytes)) {
        expect(one.row).toBeGreaterThanOrEqual(before);
        before = one.row;
        if ('problem' in one) {
          expect(one.problem).not.toMatch(/\p{Cc}/u);
          continue;
        }
        expect(one.address).toMatch(/^[\x21-\x7e]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/);
        expect(one.name).not.toMatch(/[\p{Cc}@]|www\.|\u202e/u);
      }
    }),
    { numRuns: 250 },
  );
});
