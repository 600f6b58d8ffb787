import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lessonsSource } from '../../../src/stats/figures/lessons.source.js';
import { lookBacksSource } from '../../../src/stats/figures/look-backs.source.js';
import { peopleSource } from '../../../src/stats/figures/people.source.js';
import { questionsSource } from '../../../src/stats/figures/questions.source.js';
import { RollUp } from '../../../src/stats/figures/roll-up.service.js';
import { audienceOf, organisationAudience } from '../../../src/stats/figures/scope.js';
import { type Source, summingUp, totals } from '../../../src/stats/figures/source.js';
import { stepsSource } from '../../../src/stats/figures/steps.source.js';
import { startApp, type TestApp } from '../../support/app.js';
import { type Counted, count } from './plain.js';
import { world } from './world.js';
import { write } from './write-world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ ROLE: 'web' }, undefined, '2026-12-01T12:00:00Z');
});
afterAll(() => app.stop());

const sources: Record<keyof ReturnType<typeof count>, Source> = {
  people: peopleSource,
  lessons: lessonsSource,
  steps: stepsSource,
  questions: questionsSource,
  lookBacks: lookBacksSource,
};
const always = { from: '-infinity', to: 'infinity' };

/** What a figure's totals say, as the slow count puts it. */
async function said(source: Source, of: { audience: string; organisation?: string; from: string; to: string }) {
  const rows = await totals<Record<string, string | number>>(
    app.dataSource,
    source,
    of,
    (total) => `select *, week::text as week from ${total}`,
  );
  return tidy(
    rows.map((row) => [
      source.keys.map((key) => String(row[key])).join(' '),
      Object.fromEntries(source.sums.map((sum) => [sum, Number(row[sum])])),
    ]),
  );
}

/** Without noughts. */
function tidy(entries: Iterable<[string, Record<string, number>]>) {
  const some = (sums: Record<string, number>) => Object.fromEntries(Object.entries(sums).filter(([, n]) => n !== 0));
  return Object.fromEntries(
    [...entries].map(([key, sums]) => [key, some(sums)] as const).filter(([, sums]) => Object.keys(sums).length > 0),
  );
}
const plain = (counted: Counted) => tidy(counted);

const choice = fc.record({
  sector: fc.constantFrom(undefined, 'retail', 'legal'),
  size: fc.constantFrom(undefined, '2-9'),
  nation: fc.constantFrom(undefined, 'wales', 'england'),
});

test('totals of any audience, of one organisation and of a span of weeks are what one gets by counting', async () => {
  await fc.assert(
    fc.asyncProperty(world, choice, async (one, people) => {
      await write(app.dataSource, one);
      expect(await app.get(RollUp).tick()).toBe(true);
      const fits = (organisation: (typeof one.organisations)[number]) =>
        (['sector', 'size', 'nation'] as const).every((part) => !people[part] || organisation[part] === people[part]);
      const chosen = one.organisations.filter(fits).map(({ id }) => id);
      const apart = (sector: string) => fits({ id: 0, sector, size: '2-9', nation: 'wales' });
      const counted = count(one, chosen, apart);
      const single = count(one, [1]);
      for (const [name, source] of Object.entries(sources) as [keyof typeof sources, Source][]) {
        const scope = { audience: audienceOf(people), ...always };
        expect([name, await said(source, scope)]).toEqual([name, plain(counted[name])]);
        expect([name, await said(source, { ...scope, organisation: '1' })]).toEqual([name, plain(single[name])]);
        await app.dataSource.query(`delete from ${source.table}`);
        await app.dataSource.query(summingUp(source, 1), ['-infinity']);
        const large = { audience: organisationAudience('1'), ...always };
        expect([name, await said(source, large)]).toEqual([name, plain(single[name])]);
        const span = { from: '2026-03-30', to: '2026-05-04' };
        const within = [...counted[name]].filter(([key]) => key >= span.from && key < span.to);
        expect([name, await said(source, { ...scope, ...span })]).toEqual([name, tidy(within)]);
      }
    }),
    { numRuns: 15 },
  );
});
