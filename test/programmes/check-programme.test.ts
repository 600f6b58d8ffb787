import { expect, test } from '@jest/globals';
import { checkProgrammes, guessable } from '../../src/programmes/check-programme.js';
import type { LessonQuestion } from '../../src/programmes/lesson-file.js';
import { readProgrammes } from '../../src/programmes/read-programmes.js';
import { lessonText, plainWords, programmeText, questionText } from '../support/lessons.js';
import { withFolder } from '../support/programme-folder.js';

const TODAY = '2026-11-22';
const check = (lesson: string, today = TODAY) =>
  withFolder({ 'core/01-a.md': lesson, 'core/programme.yaml': programmeText() }, async (folder) => {
    const { faults, warnings } = checkProgrammes(await readProgrammes(folder), today);
    return { faults: faults.map(({ field, problem }) => `${field}: ${problem}`), warnings };
  });

test('a good lesson has neither faults nor warnings', async () => {
  expect(await check(lessonText())).toEqual({ faults: [], warnings: [] });
});

test.each([
  ['too short', lessonText({}, plainWords(119)), 'expected 120 to 230 words, found 119'],
  ['too long', lessonText({}, plainWords(231)), 'expected 120 to 230 words, found 231'],
  ['without an action', lessonText({ action: undefined }), 'expected an action'],
  ['without a source', lessonText({ sources: undefined }), 'expected at least one source'],
  [
    'with a dead link',
    lessonText({}, `${plainWords(150)} [x](/programmes/core#gone)`),
    'expected a link to a lesson that there is, found /programmes/core#gone',
  ],
  [
    'with a phone number',
    lessonText({ action: 'action: Ring 0300 123 2040.' }),
    'expected {{contact.reportFraud...}} instead of 0300 123 2040',
  ],
  [
    'with 101',
    lessonText({}, `${plainWords(150)} Ring 101.`),
    'expected {{contact.policeScotland.phone}} instead of 101',
  ],
  [
    'with a reporting address',
    lessonText({ example: 'example: Send to report@phishing.gov.uk' }),
    'expected {{contact.suspiciousEmail.address}} instead of report@phishing',
  ],
])('a lesson %s is refused', async (_what, lesson, fault) => {
  expect((await check(lesson)).faults).toEqual([`core/01-a.md: ${fault}`]);
});

test('amounts of money and addresses of sources are no contacts', async () => {
  const sources = 'sources:\n  - { title: ICO, url: "https://ico.org.uk/x", checkedOn: 2026-11-22 }';
  expect((await check(lessonText({ sources }, `${plainWords(150)} It cost £159 or 1,101 in all.`))).faults).toEqual([]);
});

test('words count without placeholders and addresses of links', async () => {
  const body = `${plainWords(228)} {{contact.bank.phone}} [two words](https://www.ncsc.gov.uk/a/b).`;
  expect((await check(lessonText({}, body))).faults).toEqual([]);
});

test('hard reading is refused', async () => {
  const body =
    'Organisational authentication methodologies necessitate comprehensive administrative consideration. '.repeat(20);
  expect((await check(lessonText({}, body))).faults[0]).toMatch(
    /expected a Flesch reading ease of 50 or more, found -/,
  );
});

test('fewer than two questions are refused', async () => {
  const questions = `questions:\n${questionText('only', 0, 1)}`;
  expect((await check(lessonText({ questions }))).faults).toContain(
    'core/01-a.md: expected two questions or more, found 1',
  );
});

test('a look-back week needs neither length nor action, questions and sources', async () => {
  const lookBack = { lookBack: 'lookBack: 5', action: undefined, questions: undefined, sources: undefined };
  expect((await check(lessonText(lookBack, plainWords(70)))).faults).toEqual([]);
});

test('sources checked more than 180 days ago are a warning', async () => {
  expect((await check(lessonText(), '2027-05-21')).warnings).toEqual([]);
  const { faults, warnings } = await check(lessonText(), '2027-05-22');
  expect(faults).toEqual([]);
  expect(warnings[0]?.problem).toBe('https://www.ncsc.gov.uk/x was checked on 2026-11-22, more than 180 days ago');
});

const asked = (right: number, longest: number, pick: 'one' | 'all' = 'one'): LessonQuestion => ({
  id: 'x',
  ask: 'What now?',
  before: false,
  pick,
  choices: [0, 1, 2].map((index) => ({
    text: index === longest ? 'longer text' : 'text',
    right: index === right,
    why: 'So.',
  })),
});
const times = (count: number, question: LessonQuestion) => Array.from({ length: count }, () => question);

test('the right choice is not the longest in more than 45 % of the questions', () => {
  const places = [...times(4, asked(1, 2)), ...times(7, asked(2, 1))];
  expect(guessable([...places, ...times(9, asked(0, 0))])).toEqual([]);
  expect(guessable([...places.slice(1), ...times(9, asked(0, 0))])[0]).toMatch(/longest in at most 45 %.*found 47 %/);
  expect(guessable([...times(3, asked(0, 0, 'all')), asked(0, 1), asked(1, 0)])).toEqual([]);
});

test('the right choice does not stand in one place in more than half of the questions', () => {
  expect(guessable([asked(0, 1), asked(0, 1), asked(1, 0), asked(2, 0)])).toEqual([]);
  expect(guessable([asked(1, 0), asked(1, 0), asked(0, 1)])[0]).toMatch(/place 2 in 67 %/);
});

test('the lessons that we send keep to all of it', async () => {
  const programmes = await readProgrammes('templates/programmes');
  expect(checkProgrammes(programmes, TODAY)).toEqual({ faults: [], warnings: [] });
  expect(programmes.flatMap(({ lessons }) => lessons)).toHaveLength(52);
});
