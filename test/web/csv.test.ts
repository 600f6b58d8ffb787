import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvStream } from '../../src/web/csv.js';

test('whatever the cells, a CSV reader gets them back, and none of them starts a formula', async () => {
  const risky = fc.tuple(
    fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', ',', '\n', ''),
    fc.string({ unit: 'grapheme' }),
  );
  const cell = risky.map(([first, rest]) => first + rest);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), async (rows) => {
      const file = await buffer(csvStream(['a', '=b', 'c'], rows));
      expect(file.subarray(0, 3)).toEqual(Buffer.from('efbbbf', 'hex'));
      const [header, ...read] = parse(file, { bom: true, record_delimiter: '\r\n' });
      expect(header).toEqual(['a', "'=b", 'c']);
      expect(read.map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r])/, '')))).toEqual(rows);
      for (const text of [header!, ...read].flat()) expect(text).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

test('instants, numbers and nothing are written as such, and lines end as Excel wants them', async () => {
  const rows = [
    [new Date('2026-03-17T09:00:00Z'), 12, null],
    [undefined, true, ''],
  ];
  const text = (await buffer(csvStream(['when', 'n', 'x'], rows))).toString();
  expect(text).toBe('\ufeffwhen,n,x\r\n2026-03-17T09:00:00.000Z,12,\r\n,true,\r\n');
});

test('a table that cannot be read to its end breaks the file off', async () => {
  const rows = (async function* () {
    yield ['1'];
    throw new Error('the database is gone');
  })();
  await expect(buffer(csvStream(['n'], rows))).rejects.toThrow('the database is gone');
});
