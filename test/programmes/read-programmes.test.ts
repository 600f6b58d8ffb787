import { expect, test } from '@jest/globals';
import { Invalid } from '../../src/errors.js';
import { readProgrammes } from '../../src/programmes/read-programmes.js';
import { lessonText, programmeText } from '../support/lessons.js';
import { withFolder } from '../support/programme-folder.js';

const problems = (files: Record<string, string>) =>
  withFolder(files, async (folder) => {
    try {
      await readProgrammes(folder);
      return [];
    } catch (error) {
      return (error as Invalid).problems.map(({ field, problem }) => `${field}: ${problem}`);
    }
  });

test('programmes are read with their lessons in order', async () => {
  const steps = 'steps:\n  b:\n    sectors: [legal]\n';
  await withFolder(
    { 'doors/02-b.md': lessonText(), 'doors/01-a.md': lessonText(), 'doors/programme.yaml': programmeText(steps) },
    async (folder) => {
      const [doors] = await readProgrammes(folder);
      expect(doors).toMatchObject({ slug: 'doors', rule: 'both', audience: {}, steps: { b: { sectors: ['legal'] } } });
      expect(doors?.lessons.map(({ slug, position }) => [slug, position])).toEqual([
        ['a', 1],
        ['b', 2],
      ]);
    },
  );
});

test('everything wrong in any file is told at once', async () => {
  expect(
    await problems({
      'doors/01-a.md': lessonText({ minutes: 'minutes: none' }),
      'doors/01-b.md': lessonText(),
      'doors/02-b.md': lessonText(),
      'doors/c.md': lessonText(),
      'doors/programme.yaml': programmeText('colour: red\n'),
      'walls/programme.yaml': programmeText(
        'after: { programme: roofs, position: 2 }\nsteps:\n  none:\n    sectors: [space]\n',
      ),
      'windows/01-a.md': lessonText(),
    }),
  ).toEqual([
    'doors/01-a.md:3 minutes: expected a whole number of minutes',
    'doors/02-b.md: expected a number and a name of its own, as doors/01-b.md has it',
    'doors/c.md: expected a name such as 01-lock-your-email.md',
    'doors/programme.yaml:5 colour: is not a field known here',
    expect.stringMatching(/^walls\/programme\.yaml:8 steps\.none\.sectors\.0: expected one of legal, /),
    'windows/programme.yaml: expected this file',
  ]);
});

test('what a programme names has to be there', async () => {
  const text = programmeText('after: { programme: roofs, position: 2 }\nsteps:\n  none:\n    sectors: [legal]\n');
  expect(await problems({ 'walls/programme.yaml': text })).toEqual([
    'walls/programme.yaml steps.none: expected a lesson of that name beside this file',
    'walls: expected at least one lesson',
    'walls/programme.yaml after.programme: expected a programme, found roofs',
  ]);
  expect(await problems({})).toEqual([expect.stringMatching(/expected at least one folder/)]);
});

test("a programme's closing words keep to the rules of lessons", async () => {
  const closing = 'closing: "Ring <b>us</b> at {{contact.nobody.phone}}"\n';
  const found = await problems({ 'doors/01-a.md': lessonText(), 'doors/programme.yaml': programmeText(closing) });
  expect(found.join('\n')).toMatch(/doors\/programme\.yaml:5 closing: .*nobody[\s\S]*html inline/);
});
