import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { demo } from '../../src/cli/demo.js';
import { Screen } from '../../src/cli/demo/screen.js';
import { Invalid } from '../../src/errors.js';
import type { MailboxEntry } from '../../src/mail/mailbox/mailbox.js';
import { until } from '../support/until.js';

/** A demo whose terminal can be read. */
async function startDemo(weeks: string, speed: string) {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
  Object.assign(process.env, { PORT: String(port), SMTP_URL: 'nonsense', DATABASE_URL: 'nonsense' });
  let shown = '';
  const ended = demo({ weeks, speed }, new Screen({ write: (text) => (shown += text) }));
  const mails = async (kind: string) => {
    const list = (await (await fetch(`http://localhost:${port}/mailbox.json`)).json()) as MailboxEntry[];
    return list.filter((mail) => mail.kind === kind);
  };
  return { shown: () => shown, ended, mails };
}

test('a week: the people of the roster get lessons and answer them; a signal ends it, and nothing stays', async () => {
  const { shown, ended, mails } = await startDemo('1', '86400');
  await Promise.race([until(() => shown().includes('Look around:')), ended]);
  expect(shown()).not.toContain('Not as expected');
  expect(shown()).toContain('row 24, address');
  expect(shown()).toContain('Elin Hughes says no to the invitation');
  const [, sent = 0, answered = 0, complete = 0, wrong = 0, done = 0] =
    /^ {2}all +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)/m.exec(shown())?.map(Number) ?? [];
  expect(sent).toBeGreaterThan(30);
  expect(answered).toBeGreaterThan(5);
  for (const number of [complete, wrong, done]) expect(number).toBeGreaterThan(0);
  expect(await mails('invitation')).toHaveLength(12);
  expect((await mails('welcome')).map(({ to }) => to)).toContain('marta@silva-ceramics.example.org');
  expect(await mails('lesson')).toHaveLength(sent);

  const lesson = /a lesson +(\S+)/.exec(shown())![1]!;
  expect((await fetch(lesson)).status).toBe(200);
  const dataDir = /DATA_DIR=(\S+)/.exec(shown())![1]!;
  expect(existsSync(dataDir)).toBe(true);
  process.emit('SIGINT');
  await ended;
  expect(existsSync(dataDir)).toBe(false);
  await expect(fetch(lesson)).rejects.toThrow('fetch failed');
}, 60_000);

test('a signal in the middle ends it at once', async () => {
  const { shown, ended } = await startDemo('8', '30240');
  await Promise.race([until(() => shown().includes('lessons ')), ended]);
  process.emit('SIGTERM');
  await ended;
  expect(shown()).toMatch(/Stopping …\nEverything the demo made is removed\.\n$/);
}, 30_000);

test.each([
  [{ weeks: 'abc', speed: '30240' }, ['--weeks']],
  [{ weeks: '0', speed: '30240' }, ['--weeks']],
  [{ weeks: '99', speed: '-1' }, ['--weeks', '--speed']],
  [{ weeks: '8', speed: '1e9' }, ['--speed']],
])('options %j are refused by name', async (typed, fields) => {
  const refusal = await demo(typed).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Invalid);
  expect((refusal as Invalid).problems.map(({ field }) => field)).toEqual(fields);
});
