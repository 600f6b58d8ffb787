import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { Clock } from '../../src/clock.js';
import { dataSourceOptions } from '../../src/database/database.js';
import { programmesFolder } from '../../src/programmes/folder.js';
import { Draft } from '../../src/programmes/draft.entity.js';
import { FileChange } from '../../src/programmes/file-change.entity.js';
import { checkDraft, draftOf, type LessonDraft, readDraft } from '../../src/programmes/lesson-draft.js';
import { readLesson } from '../../src/programmes/lesson-file.js';
import { Programme } from '../../src/programmes/programme.entity.js';
import { ProgrammesService } from '../../src/programmes/programmes.service.js';
import { Revision } from '../../src/programmes/revision.entity.js';
import { Step } from '../../src/programmes/step.entity.js';
import { programmeFiles, writeLesson } from '../../src/programmes/write-files.js';
import { makeDatabase } from '../support/database.js';
import { withFolder } from '../support/programme-folder.js';

const entities = [Programme, Step, Revision, Draft, FileChange];
const clock = new Clock({ simulated: new Date('2026-11-23T09:00:00Z'), real: new Date(), speed: 0 });
const opened: (() => Promise<void>)[] = [];

/** Nothing yet, on a database of its own. */
async function fresh(): Promise<{ programmes: ProgrammesService; dataSource: DataSource }> {
  const database = await makeDatabase();
  const dataSource = new DataSource({ ...dataSourceOptions(database.connection, 5), entities });
  await dataSource.initialize();
  await dataSource.query('truncate programme cascade');
  opened.push(() => dataSource.destroy().then(() => database.stop()));
  return { programmes: new ProgrammesService(dataSource, clock), dataSource };
}
let here: Awaited<ReturnType<typeof fresh>>;
let there: Awaited<ReturnType<typeof fresh>>;
beforeAll(async () => {
  [here, there] = await Promise.all([fresh(), fresh()]);
});
afterAll(() => Promise.all(opened.map((close) => close())));

const rows = ({ dataSource }: typeof here) =>
  dataSource.query(
    `select p.slug as programme, p.title, p.summary, p.rule, p.entry, p.rank, p.sectors as audience, p.emerging_technology,
       p.after_programme, p.after_position, p.closing, s.slug, s.position, s.sectors, r.content_hash, r.page_html, r.mail_html
     from programme p join step s on s.programme_id = p.id join revision r on r.id = s.revision_id
     order by p.slug, s.position`,
  );

test('what is exported and imported elsewhere is the same, to the letter', async () => {
  await here.programmes.importFrom(programmesFolder);
  const slugs = ['core', 'sectors', 'secure-innovation'];
  const files = await Promise.all(slugs.map(async (slug) => programmeFiles(await here.programmes.syllabus(slug))));
  const byPath = Object.fromEntries(files.flat().map(({ path, text }) => [path, text]));
  expect(Object.keys(byPath)).toHaveLength(52 + 3);
  await withFolder(byPath, async (folder) => {
    expect(await there.programmes.importFrom(folder)).toMatchObject({ revisions: 52 });
    expect(await rows(there)).toEqual(await rows(here));
    // And back where it came from: nothing changes.
    expect(await here.programmes.importFrom(folder)).toMatchObject({ revisions: 0, unchanged: 52, waiting: [] });
  });
});

const line = fc.oneof(
  fc.constantFrom('yes', '1', '- a', '# x', '"q"', "it's: so", '{ a: b }', '[x]', '---', '|', '>-', '&a *b', 'é – “x”'),
  fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 60 }),
);
const lesson = fc.record({
  title: line,
  minutes: fc.integer({ min: 1, max: 15 }),
  action: fc.option(line, { nil: undefined }),
  lookOutFor: fc.array(line, { maxLength: 3 }),
  how: fc.dictionary(fc.oneof(line, fc.constantFrom('365', '10', 'Microsoft 365')), line, { maxKeys: 3 }),
  example: fc.option(
    fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
    { nil: undefined },
  ),
  lookBack: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
  sources: fc.array(
    fc.record({ title: line, url: fc.constant('https://a.example/x'), checkedOn: fc.constant('2026-11-22') }),
    {
      maxLength: 2,
    },
  ),
  questions: fc.array(
    fc.record({
      ask: line,
      pick: fc.constantFrom('one', 'all'),
      texts: fc.array(fc.tuple(line, line), { minLength: 2, maxLength: 4 }),
    }),
    { maxLength: 2 },
  ),
  markdown: fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n\n')),
});

test('a lesson written as a file reads back as the same, whatever its words are', () => {
  fc.assert(
    fc.property(lesson, ({ markdown, questions, ...front }) => {
      const asked = questions.map(({ ask, pick, texts }, place) => ({
        id: `q-${place}`,
        ask,
        pick,
        before: place === 1,
        choices: texts.map(([text, why], index) => ({ text, why, right: pick === 'all' || index === 0 })),
      }));
      const checked = checkDraft({ front: { ...front, questions: asked }, markdown });
      fc.pre('value' in checked);
      const content = checked.value;
      const read = readLesson(writeLesson(draftOf(content)), 'x');
      expect(read).toEqual({ value: content });
      // The order of keys is part of what tells one content from another.
      expect(JSON.stringify((read as typeof checked).value)).toBe(JSON.stringify(content));
    }),
  );
});

test('a draft with faults is kept as it was typed', () => {
  const faulty: LessonDraft = {
    front: { title: '', minutes: 'five', how: { '': 'x', b: 'y', a: 'z' }, questions: [{ ask: '' }], odd: 1 },
    markdown: '![x](y) {{nothing}}\n\n---\n\nend',
  };
  expect(readDraft(writeLesson(faulty), 'x')).toEqual({ value: faulty });
  expect(
    Object.keys((readDraft(writeLesson(faulty), 'x') as { value: LessonDraft }).value.front['how'] as object),
  ).toEqual(['', 'b', 'a']);
});
