import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Plan } from '../../src/drip/plan.js';
import { Invalid } from '../../src/errors.js';
import { Drafts } from '../../src/programmes/drafts.service.js';
import { Overtaken, type Seen, seenNow, wordsOf } from '../../src/programmes/in-hand.js';
import type { LessonDraft } from '../../src/programmes/lesson-draft.js';
import { ProgrammesService } from '../../src/programmes/programmes.service.js';
import { Revision } from '../../src/programmes/revision.entity.js';
import { LessonCare } from '../../src/staff/lesson-care.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { makeMember } from '../support/factories.js';
import { handedOver, lessonRows } from '../support/lesson-rows.js';
import { lessonText, programmeText } from '../support/lessons.js';
import { withFolder, writeFiles } from '../support/programme-folder.js';

const ada = { id: null, address: 'ada@example.org' };
const max = { id: null, address: 'max@example.org' };
const first = { programme: 'doors', step: 'one' };
const START = '2026-03-16T00:00:00Z';

let app: TestApp;
let care: LessonCare;
let drafts: Drafts;
let programmes: ProgrammesService;
beforeAll(async () => {
  app = await startApp();
  [care, drafts, programmes] = [app.get(LessonCare), app.get(Drafts), app.get(ProgrammesService)];
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.dataSource.query('truncate programme, member, delivery restart identity cascade');
  await app.at(START);
});

const names = ['one', 'two', 'three', 'four', 'five'];
const file = (name: string, title = `Lesson ${name}`) =>
  ({ [`doors/0${names.indexOf(name) + 1}-${name}.md`]: lessonText({ title: `title: ${title}` }) }); // prettier-ignore
const files = { 'doors/programme.yaml': programmeText(), ...Object.assign({}, ...names.map((name) => file(name))) };

const find = ({ programme, step } = first) => drafts.find(programme, step);
/** The draft as somebody has it before them now, under another title. */
async function under(title: string, name = first): Promise<{ draft: LessonDraft; seen: Seen }> {
  const inHand = await find(name);
  const { front, markdown } = wordsOf(inHand)!;
  return { draft: { front: { ...front, title }, markdown }, seen: seenNow(inHand) };
}
const publish = async (title: string, name = first) => {
  const { draft, seen } = await under(title, name);
  await care.publish(name, draft, seen, ada);
};
const titles = async () => {
  const { lessons } = await programmes.syllabus('doors');
  return lessons.map(({ step, content }) => `${step.position} ${step.slug}: ${content.title}`);
};
const acts = async () => {
  const rows = await app.dataSource.query<{ actor: string; act: string }[]>('select actor, act from audit order by id');
  return rows.map(({ actor, act }) => `${actor} ${act}`);
};

test('two who edit the same lesson do not overwrite each other, and what is wrong is not published', () =>
  withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    const [adas, maxs] = [await under('By Ada'), await under('By Max')];
    await care.save(first, adas.draft, adas.seen, ada);
    for (const late of [
      care.save(first, maxs.draft, maxs.seen, max),
      care.publish(first, maxs.draft, maxs.seen, max),
      care.discard(first, maxs.seen, max),
    ])
      await expect(late).rejects.toThrow(Overtaken);
    expect((await find()).draft).toMatchObject({
      editedBy: 'ada@example.org',
      text: expect.stringContaining('By Ada'),
    });

    // Having seen it, Max may. A thrown away draft is not taken for the one that follows it.
    const again = await under('By Max');
    await care.save(first, again.draft, again.seen, max);
    const seen = seenNow(await find());
    await care.discard(first, seen, ada);
    await care.save(first, again.draft, seenNow(await find()), max);
    await expect(care.save(first, again.draft, seen, ada)).rejects.toThrow(Overtaken);

    // With faults it is kept; nothing of a refused publication is.
    const faulty = { front: { title: 'x', minutes: 90 }, markdown: 'Ring 101.' };
    await care.save(first, faulty, seenNow(await find()), max);
    const before = await find();
    const problems = { problems: expect.arrayContaining([expect.objectContaining({ field: 'minutes' })]) };
    for (const refused of [
      () => care.publish(first, faulty, seenNow(before), max),
      () => care.plan(first, faulty, seenNow(before), new Date('2027-01-01'), max),
    ])
      await expect(refused()).rejects.toMatchObject(problems);
    expect(await find()).toEqual(before);
    expect(await acts()).toEqual([
      'ada@example.org lesson-saved',
      'max@example.org lesson-saved',
      'ada@example.org draft-discarded',
      'max@example.org lesson-saved',
      'max@example.org lesson-saved',
    ]);

    // A revision that came by another way is seen, too.
    const { draft } = await under('By Ada', { programme: 'doors', step: 'two' });
    const { seen: old } = await under('', { programme: 'doors', step: 'two' });
    await writeFiles(folder, file('two', 'Two anew'));
    await programmes.importFrom(folder);
    await expect(care.publish({ programme: 'doors', step: 'two' }, draft, old, ada)).rejects.toThrow(Overtaken);
    await expect(publish('Lesson one')).rejects.toThrow(Invalid);
  }));

test('what is planned is published once, in its time, by whichever instance; called off it is not', () =>
  withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    const at = new Date('2026-03-18T09:00:00Z');
    const planned = await under('At nine');
    await expect(care.plan(first, planned.draft, planned.seen, new Date(START), ada)).rejects.toMatchObject({
      problems: [{ field: 'publishAt' }],
    });
    await care.plan(first, planned.draft, planned.seen, at, ada);
    const off = { programme: 'doors', step: 'two' };
    const other = await under('Never', off);
    await care.plan(off, other.draft, other.seen, at, ada);
    await care.callOff(off, max);
    await expect(care.callOff(off, max)).rejects.toThrow('nothing is planned');

    await app.at('2026-03-18T08:59:59Z');
    await app.tick();
    expect(await titles()).toContain('1 one: Lesson one');
    const early = await makeMember(app, { takes: ['doors'], slot: { weekday: 3, time: '08:30', zone: 'UTC' } });
    const onTime = await makeMember(app, { takes: ['doors'], slot: { weekday: 3, time: '09:00', zone: 'UTC' } });
    await app.dataSource.query(`update cadence set next_due_at = '2026-03-18T08:30Z' where member_id = $1`, [early.id]);
    await app.get(Plan).tick(1);

    await app.at('2026-03-18T09:00:00Z');
    await Promise.all([care.publishDue(), care.publishDue(), app.tick()]);
    await app.tick();
    expect(await titles()).toEqual(['1 one: At nine', ...['2 two', '3 three', '4 four', '5 five'].map((name) => `${name}: Lesson ${name.slice(2)}`)]); // prettier-ignore
    expect(await app.dataSource.manager.findBy(Revision, { stepId: (await find()).step.id })).toHaveLength(2);
    expect((await find()).draft).toBeNull();
    expect((await find(off)).draft).not.toBeNull();

    // What was planned before keeps what it was planned with; the tick that publishes plans the new one.
    const sent = await app.dataSource.query<{ member: string; title: string }[]>(
      `select recipient_id as member, r.content->>'title' as title from delivery d join revision r on r.id = d.content_id
       order by recipient_id`,
    );
    expect(sent).toEqual([
      { member: early.id, title: 'Lesson one' },
      { member: onTime.id, title: 'At nine' },
    ]);
    expect((await acts()).slice(-4)).toEqual([
      'ada@example.org lesson-planned',
      'ada@example.org lesson-planned',
      'max@example.org lesson-called-off',
      'the service lesson-published',
    ]);

    // Who saves once more has to plan once more.
    const more = await under('Later', off);
    await care.plan(off, more.draft, more.seen, new Date('2026-04-01'), ada);
    const last = await under('Later still', off);
    await care.save(off, last.draft, last.seen, ada);
    expect((await find(off)).draft!.publishAt).toBeNull();
  }));

test('an import leaves alone what was written here, and asks when both have changed', () =>
  withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    await publish('Ours');
    const untouched = { revisions: 0, retired: 0, waiting: [] };
    expect(await programmes.importFrom(folder)).toMatchObject({ ...untouched, unchanged: 5 });
    expect((await titles())[0]).toBe('1 one: Ours');

    await writeFiles(folder, { ...file('one', 'Theirs'), ...file('two', 'Theirs too') });
    for (let start = 0; start < 2; start++)
      expect(await programmes.importFrom(folder)).toMatchObject({ revisions: 1 - start, waiting: ['doors/one'] });
    expect((await titles()).slice(0, 2)).toEqual(['1 one: Ours', '2 two: Theirs too']);
    const { change } = await find();
    expect(change!.content.title).toBe('Theirs');

    // The choice is for what was shown.
    await expect(care.choose(first, 'file', 'f'.repeat(32), ada)).rejects.toThrow(Overtaken);
    await care.choose(first, 'ours', change!.contentHash, ada);
    expect(await programmes.importFrom(folder)).toMatchObject(untouched);
    expect((await titles())[0]).toBe('1 one: Ours');

    await writeFiles(folder, file('one', 'Theirs again'));
    expect(await programmes.importFrom(folder)).toMatchObject({ waiting: ['doors/one'] });
    await care.choose(first, 'file', (await find()).change!.contentHash, ada);
    expect((await titles())[0]).toBe('1 one: Theirs again');
    // From then on it goes by its file.
    await writeFiles(folder, file('one', 'Once more'));
    expect(await programmes.importFrom(folder)).toMatchObject({ revisions: 1, waiting: [] });

    // So it does when the repository takes over what was written here.
    await publish('Ours again');
    await writeFiles(folder, file('one', 'Ours again'));
    expect(await programmes.importFrom(folder)).toMatchObject({ ...untouched, unchanged: 5 });
    await writeFiles(folder, file('one', 'Back to files'));
    expect(await programmes.importFrom(folder)).toMatchObject({ revisions: 1, waiting: [] });

    // A plan counts as ours; a file that comes back to what it was asks no more.
    const planned = await under('Planned');
    await care.plan(first, planned.draft, planned.seen, new Date('2026-12-01'), ada);
    await writeFiles(folder, file('one', 'Meanwhile'));
    expect(await programmes.importFrom(folder)).toMatchObject({ waiting: ['doors/one'] });
    await writeFiles(folder, file('one', 'Back to files'));
    expect(await programmes.importFrom(folder)).toMatchObject(untouched);
    expect((await find()).change).toBeNull();
  }));

test('over weeks of moving, adding, retiring and bringing back, everybody gets every live lesson once', () =>
  withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    const members = [];
    let week = 0;
    /** A week: one more member, the slot comes, lessons go. */
    const pass = async () => {
      await app.at(new Date(Date.parse('2026-03-17T10:00:00Z') + week++ * 7 * 86_400_000).toISOString());
      await app.get(Plan).tick(1);
      await handedOver(app);
      await app.at(new Date(app.clock.now().getTime() + 86_400_000).toISOString());
      if (week < 4) members.push(await makeMember(app, { takes: ['doors'] }));
    };
    const step = (name: string) => ({ programme: 'doors', step: name });
    members.push(await makeMember(app, { takes: ['doors'] }));
    await pass();
    await care.move(step('five'), 1, ada);
    await pass();
    await care.retire(step('three'), ada);
    await care.move(step('one'), 99, ada);
    await care.add('doors', 'six', 'Lesson six', ada);
    expect(await titles()).toHaveLength(4);
    await pass();
    const { draft } = await under('Lesson two');
    const added = await find(step('six'));
    const six = { ...(await under('Lesson six', { programme: 'doors', step: 'two' })).draft };
    expect(draft.front['title']).toBe('Lesson two');
    await care.publish(step('six'), six, seenNow(added), ada);
    await care.move(step('six'), 2, ada);
    await pass();
    await care.bringBack(step('three'), ada);
    await care.retire(step('four'), ada);
    // A restart in the middle: what staff did stays.
    const order = await titles();
    expect(await programmes.importFrom(folder)).toMatchObject({ revisions: 0, retired: 0, unchanged: 5, waiting: [] });
    expect(await titles()).toEqual(order);
    for (let more = 0; more < 8; more++) await pass();

    const live = (await programmes.syllabus('doors')).lessons.map((lesson) => lesson.step.slug);
    expect([...live].sort()).toEqual(['five', 'one', 'six', 'three', 'two']);
    for (const member of members) {
      const got = (await lessonRows(app, member.id)).map((row) => row.step);
      expect(new Set(got).size).toBe(got.length);
      expect(got).toEqual(expect.arrayContaining(live));
    }
    expect((await lessonRows(app, members.at(-1)!.id)).map((row) => row.step)).toEqual(live);
  }));

test('the files take the order back, their new lessons come last until then, and what has no file stays', () =>
  withFolder(files, async (folder) => {
    await programmes.importFrom(folder);
    await care.move({ programme: 'doors', step: 'five' }, 1, ada);
    await care.add('doors', 'six', 'Lesson six', ada);
    await writeFiles(folder, { 'doors/06-seven.md': lessonText({ title: 'title: Lesson seven' }) });
    await rm(join(folder, 'doors/02-two.md'));
    await programmes.importFrom(folder);
    expect((await titles()).map((line) => line.split(' ')[1])).toEqual(['five:', 'one:', 'three:', 'four:', 'seven:']);
    expect((await find({ programme: 'doors', step: 'six' })).step.retiredAt).toBeNull();
    await care.orderByFiles('doors', ada);
    await programmes.importFrom(folder);
    expect((await titles()).map((line) => line.split(':')[0])).toEqual([
      '1 one',
      '3 three',
      '4 four',
      '5 five',
      '6 seven',
    ]);

    // A programme that is gone ends; what staff bring back of it stays.
    await rm(join(folder, 'doors'), { recursive: true });
    await writeFiles(folder, { 'walls/programme.yaml': programmeText(), 'walls/01-brick.md': lessonText() });
    await programmes.importFrom(folder);
    expect(await titles()).toEqual([]);
    await care.bringBack({ programme: 'doors', step: 'one' }, ada);
    await programmes.importFrom(folder);
    expect(await titles()).toEqual(['1 one: Lesson one']);
  }));
