import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, jest, test } from '@jest/globals';
import { classifyCommand } from '../../src/cli/bounces.js';

const bounces = fileURLToPath(new URL('../mail/bounces', import.meta.url));
afterEach(() => {
  jest.restoreAllMocks();
});

async function classified(path: string) {
  const lines: string[] = [];
  const take = (line: unknown) => lines.push(String(line)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(take);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const status = await classifyCommand(path);
  jest.restoreAllMocks();
  return { status, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('a folder: one JSON line for each file and recipient, in order', async () => {
  const { status, lines } = await classified(bounces);
  expect(status).toBe(0);
  expect(lines.length).toBeGreaterThan(50);
  const files = lines.map((line) => String(line['file']));
  expect(files).toEqual(files.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(lines.filter(({ file }) => String(file).endsWith('postfix-two-recipients.eml'))).toHaveLength(2);
});

test('a file', async () => {
  const file = join(bounces, 'gmail-full.eml');
  expect((await classified(file)).lines).toEqual([
    { file, recipient: 'sue@shop.example', status: '5.2.2', class: 'soft', matched: 'mailbox full', action: 'count' },
  ]);
});

test('nothing to read is a failure', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'bounces-'));
  try {
    expect((await classified(empty)).status).toBe(1);
    await expect(classifyCommand(join(empty, 'none.eml'))).rejects.toThrow('can be read');
  } finally {
    await rm(empty, { recursive: true });
  }
});
