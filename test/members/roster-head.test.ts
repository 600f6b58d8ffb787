import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chosenColumns, columnNames, noColumns, rosterHead } from '../../src/members/roster-head.js';
import { parseZone } from '../../src/members/roster-slot.js';
import { readRoster, type RosterFault, type RosterRow } from '../../src/members/roster.js';

const source = (text: string) =>
  async function* () {
    for (let at = 0; at < text.length; at += 7) yield Buffer.from(text.slice(at, at + 7));
  };
const rowsOf = async (text: string, layout: Parameters<typeof readRoster>[1]) => {
  const rows: (RosterRow | RosterFault)[] = [];
  for await (const row of readRoster(source(text), layout)) rows.push(row);
  return rows;
};

test('the beginning of a roster is shown with what was recognised', async () => {
  const text = `Email,Name\n\n${Array.from({ length: 9 }, (_, index) => `p${index}@a.example,P ${index}`).join('\n')}`;
  const head = await rosterHead(source(text));
  expect(head).toMatchObject({ layout: { columns: { address: [0], full: [1] }, header: true } });
  expect('rows' in head && head.rows).toHaveLength(5);
  expect(await rosterHead(source('a@b.example,Ann\n'))).toMatchObject({ layout: { header: false } });
  expect(await rosterHead(source('Anschrift;Wer\n'))).toMatchObject({ layout: { columns: noColumns(), header: true } });
  expect(await rosterHead(source(' \n,,\n'))).toEqual({ problem: 'has no rows in it' });
});

test('columns as chosen are what is read, the header only where there is one', async () => {
  const text = 'x@a.example,Ann,y@a.example,europe/paris\n';
  const columns = chosenColumns(['', 'full', 'address', 'zone'], noColumns());
  const person = { address: 'y@a.example', key: 'y@a.example', name: 'Ann', zone: 'Europe/Paris' };
  expect(await rowsOf(text, { columns, header: false })).toEqual([{ row: 1, ...person }]);
  expect(await rowsOf(`a,b,c,d\n${text}`, { columns, header: true })).toEqual([{ row: 2, ...person }]);
  expect(await rowsOf('x,Ann,y@a.example,Paris\n', { columns, header: false })).toEqual([
    { row: 1, field: 'zone', problem: '"Paris" is not a time zone, as in Europe/London' },
  ]);
});

test('each column is used once, for what was chosen; those that were recognised come first', () => {
  const meaning = fc.constantFrom('', ...Object.keys(columnNames));
  fc.assert(
    fc.property(fc.array(meaning, { maxLength: 12 }), fc.array(meaning, { maxLength: 12 }), (chosen, known) => {
      const recognised = chosenColumns(known.toReversed(), noColumns());
      const columns = chosenColumns(chosen, recognised);
      const used = Object.entries(columns).flatMap(([name, places]) =>
        (places as number[]).map((place) => [place, name]),
      );
      expect(used.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(
        chosen.flatMap((name, place) => (name ? [[place, name]] : [])),
      );
      for (const [name, places] of Object.entries(columns) as [keyof typeof columns, number[]][]) {
        const isKnown = places.map((place) => recognised[name].includes(place));
        expect(isKnown).toEqual(isKnown.toSorted((a, b) => Number(b) - Number(a)));
      }
    }),
  );
});

test('time zones are told by their names', () => {
  expect([' europe/london ', 'America/New York', 'utc', 'GMT Standard Time', ''].map(parseZone)).toEqual([
    'Europe/London',
    'America/New_York',
    'UTC',
    undefined,
    undefined,
  ]);
});
