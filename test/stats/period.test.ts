import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { periodFigures } from '../../src/stats/period.js';
import { startApp, type TestApp } from '../support/app.js';
import { firstLesson, send, visit } from '../support/pages.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const MONDAY = '2026-03-16T00:00:00Z';
const NEXT_MONDAY = '2026-03-23T00:00:00Z';
const figures = (from: string, to: string) => periodFigures(app.dataSource, new Date(from), new Date(to));
const none = { sent: 0, answered: 0, complete: 0, wrongFirst: 0, done: 0, reminders: 0, left: 0 };

test('counts what happened within a span, first tries only, and a lesson as answered with its last question', async () => {
  const { lesson, unsubscribe } = await firstLesson(app);
  expect(await figures(MONDAY, NEXT_MONDAY)).toEqual({ ...none, sent: 1 });
  expect(await figures(NEXT_MONDAY, '2026-03-30T00:00:00Z')).toEqual(none);

  const { html } = await visit(app, lesson);
  const keys = [...new Set(Array.from(html.matchAll(/name="(q-[^"]+)"/g), ([, key]) => key!))];
  const [many, wrong, right] = keys as [string, string, string];
  expect(keys).toHaveLength(3);
  await send(app, `${lesson}/answers`, { [wrong]: '0' });
  await send(app, `${lesson}/answers`, { [wrong]: '1' });
  await send(app, `${lesson}/answers`, { [right]: '2' });
  expect(await figures(MONDAY, NEXT_MONDAY)).toEqual({ ...none, sent: 1, wrongFirst: 1 });

  await app.at(NEXT_MONDAY);
  await send(app, `${lesson}/answers`, [
    [many, '0'],
    [many, '2'],
    [many, '3'],
  ]);
  await send(app, `${lesson}/outcome`, { outcome: 'done' });
  await send(app, `${unsubscribe}/leave`);
  expect(await figures(MONDAY, NEXT_MONDAY)).toEqual({ ...none, sent: 1, wrongFirst: 1 });
  expect(await figures(NEXT_MONDAY, '2026-03-30T00:00:00Z')).toEqual({
    ...none,
    answered: 1,
    complete: 1,
    done: 1,
    left: 1,
  });
});
