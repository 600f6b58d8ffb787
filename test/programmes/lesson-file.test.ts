import { expect, test } from '@jest/globals';
import { readLesson } from '../../src/programmes/lesson-file.js';
import { lessonText } from '../support/lessons.js';

function problems(text: string): string[] {
  const read = readLesson(text, 'core/01-x.md');
  return 'problems' in read ? read.problems.map(({ field, problem }) => `${field}: ${problem}`) : [];
}

function content(text: string) {
  const read = readLesson(text, 'core/01-x.md');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

test('a lesson is read with what it leaves out', () => {
  const lesson = content(lessonText({ how: 'how:\n  Windows: Open Settings.\n  Mac: Open it.' }, 'Some **text**.'));
  expect(lesson).toMatchObject({ title: 'Lock the door', minutes: 5, lookOutFor: [], markdown: 'Some **text**.' });
  expect(lesson.how).toEqual([
    { system: 'Windows', text: 'Open Settings.' },
    { system: 'Mac', text: 'Open it.' },
  ]);
  expect(lesson.questions[0]).toMatchObject({ id: 'first', before: false, pick: 'one' });
  expect(lesson.questions[0]?.choices.map(({ right }) => right)).toEqual([true, false, false]);
});

test('line ends and a byte-order mark of other systems make no difference', () => {
  expect(content(`\uFEFF${lessonText().replaceAll('\n', '\r\n')}`)).toEqual(content(lessonText()));
});

test.each([
  ['an unknown field', { extra: 'extra: 1' }, 'core/01-x.md:20 extra: is not a field known here'],
  ['a missing title', { title: undefined }, 'core/01-x.md title: expected text'],
  ['a wrong number', { minutes: 'minutes: many' }, 'core/01-x.md:3 minutes: expected a whole number of minutes'],
  [
    'an unknown placeholder',
    { action: 'action: "Ring {{contact.police.phone}}"' },
    'core/01-x.md:4 action: expected a placeholder such as {{contact.reportFraud.phone}}, found {{contact.police.phone}}',
  ],
  [
    'a source without a date',
    { sources: 'sources:\n  - { title: A, url: "https://a.uk" }' },
    'core/01-x.md:6 sources.0.checkedOn: expected the day it was checked, such as 2026-11-22',
  ],
  [
    'a source that is not https',
    { sources: 'sources:\n  - { title: A, url: "http://a.uk", checkedOn: 2026-11-22 }' },
    'core/01-x.md:6 sources.0.url: expected an address that begins with https://',
  ],
])('%s is told with its line and field', (_what, change, problem) => {
  expect(problems(lessonText(change))).toEqual([problem]);
});

const question = (choices: string, more = '') =>
  problems(lessonText({ questions: `questions:\n  - id: one\n    ask: What now?\n${more}    choices:\n${choices}` }));
const choice = (rest: string) => `      - { text: A thing, ${rest} }\n`;

test('a question has one right choice, or several when it says so, and a reason for each', () => {
  const right = choice('right: true, why: So.');
  const wrong = choice('why: So.');
  expect(question(right + wrong)).toEqual([]);
  expect(question(right + right + wrong, '    pick: all\n')).toEqual([]);
  expect(question(wrong + wrong)[0]).toMatch(/questions\.0\.choices: expected exactly one right choice.*found 0/);
  expect(question(right + right)[0]).toMatch(/found 2/);
  expect(question(right + wrong, '    pick: all\n')[0]).toMatch(/expected several right choices/);
  expect(question(right + choice('right: false'))[0]).toMatch(
    /core\/01-x\.md:12 questions\.0\.choices\.1\.why: expected text/,
  );
  expect(question(right)[0]).toMatch(/2 to 4 choices/);
});

test('names of questions are their own, and one at most comes before the text', () => {
  const twice = lessonText().replace('id: second', 'id: first');
  expect(problems(twice)).toEqual(['core/01-x.md:14 questions.1.id: expected a name of its own, found first twice']);
  const both = lessonText().replaceAll('    ask:', '    before: true\n    ask:');
  expect(problems(both)[0]).toMatch(/questions\.1\.before: expected at most one question before the text/);
});

test('what is wrong in the text and in the front matter is told at once', () => {
  const found = problems(lessonText({ minutes: 'minutes: 99' }, 'One.\n\nTwo <b>bold</b>.'));
  expect(found).toEqual([
    'core/01-x.md:3 minutes: expected 1 to 15 minutes',
    expect.stringMatching(/^core\/01-x\.md:23 text: expected paragraphs, lists.*found html inline$/),
    expect.stringMatching(/^core\/01-x\.md:23 text:/),
  ]);
});

test('a file that is no lesson says so', () => {
  expect(problems('Only text.')).toEqual(['core/01-x.md:1: expected front matter between two lines of ---']);
  expect(problems('---\ntitle: [\n---\nText.')[0]).toMatch(/^core\/01-x\.md:\d: /);
  expect(problems(lessonText({}, ' '))[0]).toMatch(/expected text below the front matter/);
});
