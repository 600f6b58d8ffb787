import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { splitRoster } from '../../../src/cli/demo/roster.js';
import { readRoster, type RosterFault, type RosterRow } from '../../../src/members/roster.js';
import { programmesFolder } from '../../../src/programmes/folder.js';

test('the roster has forty good people of three organisations, and faults at the rows of the whole file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'demo-roster-'));
  try {
    const parts = await splitRoster(path.join(programmesFolder, '../demo/roster.csv'), folder);
    expect(parts.map(({ organisation }) => organisation)).toHaveLength(3);
    const rows: (RosterRow | RosterFault)[] = [];
    for (const { file } of parts) for await (const row of readRoster(file)) rows.push(row);
    const good = rows.filter((row) => 'key' in row);
    expect(new Set(good.map(({ key }) => key)).size).toBe(40);
    expect(good.every(({ key }) => /[@.]example\.(org|com|net)$/.test(key))).toBe(true);
    expect(rows.filter((row) => 'problem' in row).map(({ row, field }) => `${row} ${field}`)).toEqual([
      '24 address',
      '29 weekday',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
