import { expect, test } from '@jest/globals';
import { tableHead, tableRow, total } from '../../../src/cli/demo/table.js';

const week = { sent: 1234, answered: 30, complete: 28, wrongFirst: 9, done: 20, reminders: 0, left: 1 };

test('lines are aligned, and fit into a terminal of 80 characters', () => {
  const lines = [...tableHead(), tableRow('1', 'Wed 30 Sept', week), tableRow('all', '', total([week, week]))];
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[0]!.length).toBeLessThan(80);
});

test('the last line adds up the weeks; nothing is a dash', () => {
  expect(total([week, week])).toMatchObject({ sent: 2468, left: 2 });
  expect(tableRow('1', '', week).split(/ +/)).toEqual(['', '1', '1234', '30', '28', '9', '20', '–', '1']);
});
