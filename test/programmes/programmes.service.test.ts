import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataSource } from 'typeorm';
import { Clock } from '../../src/clock.js';
import { NotFound } from '../../src/errors.js';
import { dataSourceOptions } from '../../src/database/database.js';
import { openEmbedded } from '../../src/database/embedded.js';
import { removePlace } from '../../src/database/embedded-place.js';
import { migrate } from '../../src/database/migrate.js';
import { mailFiller } from '../../src/mail/template.js';
import { Draft } from '../../src/programmes/draft.entity.js';
import { FileChange } from '../../src/programmes/file-change.entity.js';
import { Programme } from '../../src/programmes/programme.entity.js';
import { ProgrammesService } from '../../src/programmes/programmes.service.js';
import { Revision } from '../../src/programmes/revision.entity.js';
import { Step } from '../../src/programmes/step.entity.js';
import { lessonText, programmeText } from '../support/lessons.js';
import { mailView } from '../support/mail-views.js';
import { withFolder, writeFiles } from '../support/programme-folder.js';

// A place of its own until there is a database that all tests share.
const dataDir = join(await mkdtemp(join(tmpdir(), 'programmes-')), 'data');
const server = await openEmbedded(dataDir, () => {});
const options = {
  ...dataSourceOptions(server.connection, 5),
  entities: [Programme, Step, Revision, Draft, FileChange],
};
const database = new DataSource(options);
await database.initialize();
await migrate(database);
afterAll(async () => {
  await database.destroy();
  await server.stop();
  removePlace(dataDir);
  await rm(dirname(dataDir), { recursive: true, force: true });
});

const clock = new Clock({ simulated: new Date('2026-11-23T09:00:00Z'), real: new Date(), speed: 0 });
const programmes = new ProgrammesService(database, clock);

beforeEach(() => database.query('truncate programme restart identity cascade'));

const files = {
  'doors/programme.yaml': programmeText(
    'audience:\n  sectors: [legal, care]\nafter: { programme: walls, position: 1 }\n',
  ),
  'doors/01-lock.md': lessonText(),
  'doors/02-key.md': lessonText({ title: 'title: Keep the key' }),
  'walls/programme.yaml': programmeText('steps:\n  brick:\n    sectors: [trades]\nclosing: Well done.\n'),
  'walls/01-brick.md': lessonText({ title: 'title: One brick' }),
};
const positions = async () => {
  const { lessons } = await programmes.syllabus('doors');
  return lessons.map(({ step, content }) => [step.position, step.slug, content.title]);
};

test('everything that is in the folder is imported, with mails ready to fill', async () => {
  await withFolder(files, async (folder) => {
    expect(await programmes.importFrom(folder)).toEqual({
      programmes: 2,
      steps: 3,
      revisions: 3,
      retired: 0,
      unchanged: 0,
      waiting: [],
    });
  });
  expect(await programmes.bySlug('doors')).toMatchObject({
    rule: 'both',
    entry: 'asked',
    rank: 20,
    sectors: ['legal', 'care'],
    emergingTechnology: null,
    afterProgramme: 'walls',
    afterPosition: 1,
    closing: null,
  });
  expect((await programmes.syllabus('walls')).lessons[0]?.step.sectors).toEqual(['trades']);
  expect(await positions()).toEqual([
    [1, 'lock', 'Lock the door'],
    [2, 'key', 'Keep the key'],
  ]);
  const revision = await programmes.revision('doors', 'key');
  expect(revision).toMatchObject({
    number: 1,
    publishedAt: clock.now(),
    pageHtml: expect.stringMatching(/^<p>keep keep/),
  });
  const { subject } = mailFiller({ html: revision.mailHtml, text: revision.mailText })(mailView());
  expect(subject).toBe('Lesson 2: Keep the key');
});

test('importing again changes nothing, also by two instances at once', async () => {
  await withFolder(files, async (folder) => {
    await Promise.all([programmes.importFrom(folder), programmes.importFrom(folder)]);
    const before = await database.manager.find(Revision, { order: { id: 'ASC' } });
    expect(await programmes.importFrom(folder)).toEqual({
      programmes: 2,
      steps: 3,
      revisions: 0,
      retired: 0,
      unchanged: 3,
      waiting: [],
    });
    expect(await database.manager.find(Revision, { order: { id: 'ASC' } })).toEqual(before);
    expect(before).toHaveLength(3);
  });
});

test('a changed lesson is a new revision, the old one stays as it was', async () => {
  await withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    const old = await programmes.revision('doors', 'key');
    await writeFiles(folder, { 'doors/02-key.md': lessonText({ title: 'title: Hide the key' }) });
    expect(await programmes.importFrom(folder)).toMatchObject({ revisions: 1, unchanged: 2 });
    expect(await programmes.revision('doors', 'key')).toMatchObject({ number: 2, content: { title: 'Hide the key' } });
    expect(await database.manager.findOneBy(Revision, { id: old.id })).toEqual(old);
  });
});

test('a lesson under another number is the same step elsewhere', async () => {
  await withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    const { step } = (await programmes.syllabus('doors')).lessons[0]!;
    await rm(join(folder, 'doors/01-lock.md'));
    await writeFiles(folder, { 'doors/03-lock.md': lessonText() });
    expect(await programmes.importFrom(folder)).toMatchObject({ revisions: 0, retired: 0, unchanged: 3 });
    expect(await database.manager.findOneBy(Step, { slug: 'lock' })).toMatchObject({
      id: step.id,
      position: 3,
      revisionId: step.revisionId,
    });
  });
});

test('a missing lesson retires and a returned one goes on as the same revision', async () => {
  await withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    await rm(join(folder, 'doors/01-lock.md'));
    expect(await programmes.importFrom(folder)).toMatchObject({ retired: 1 });
    expect(await programmes.importFrom(folder)).toMatchObject({ retired: 0 });
    expect(await positions()).toEqual([[2, 'key', 'Keep the key']]);
    expect(await database.manager.findOneBy(Step, { slug: 'lock' })).toMatchObject({ retiredAt: clock.now() });
    await writeFiles(folder, files);
    expect(await programmes.importFrom(folder)).toMatchObject({ revisions: 0, unchanged: 3 });
    expect(await positions()).toHaveLength(2);
  });
});

test('a programme that is gone retires with all its lessons', async () => {
  await withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    await rm(join(folder, 'doors'), { recursive: true });
    expect(await programmes.importFrom(folder)).toMatchObject({ programmes: 1, retired: 2 });
    expect(await positions()).toEqual([]);
  });
});

test('live revisions of another look are compiled anew, what they say stays', async () => {
  await withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    const good = await programmes.revision('doors', 'lock');
    await database.manager.update(Revision, good.id, { lookHash: 'other', mailHtml: 'old', mailText: 'old' });
    expect(await programmes.importFrom(folder)).toMatchObject({ revisions: 0, unchanged: 3 });
    expect(await programmes.revision('doors', 'lock')).toEqual(good);
  });
});

test('nothing is imported unless all is right', async () => {
  await withFolder({ ...files, 'walls/02-b.md': 'no lesson' }, async (folder) => {
    await expect(programmes.importFrom(folder)).rejects.toMatchObject({ problems: [{ field: 'walls/02-b.md:1' }] });
  });
  expect(await database.manager.count(Programme)).toBe(0);
});

test('what is not there is not found', async () => {
  await expect(programmes.syllabus('roofs')).rejects.toThrow(NotFound);
  await expect(programmes.revision('doors', 'none')).rejects.toThrow(NotFound);
});
