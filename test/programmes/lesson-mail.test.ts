import { expect, test } from '@jest/globals';
import { compileMail, mailFiller } from '../../src/mail/template.js';
import { closingMail, lessonMail, mailQuestion } from '../../src/programmes/lesson-mail.js';
import { readProgrammes } from '../../src/programmes/read-programmes.js';
import { mailView } from '../support/mail-views.js';

const programmes = await readProgrammes('templates/programmes');
const lessons = programmes.flatMap(({ slug, lessons: own }) =>
  own.map((lesson) => [`${slug}/${lesson.slug}`, lesson] as const),
);

test.each(lessons)('the mail of %s is whole', async (_name, { content }) => {
  const { html, text, subject } = mailFiller(await compileMail('lesson', lessonMail(content)))(mailView());
  expect(Buffer.byteLength(html)).toBeLessThan(80_000);
  for (const line of html.split('\n')) expect(line.length).toBeLessThan(998);
  expect(subject).toBe(`Lesson 2: ${content.title}`);
  for (const part of [html, text]) {
    expect(part).not.toMatch(/\{\{|\}\}|undefined|null|\[object/);
    expect(/\?choice/.test(part)).toBe(content.lookBack === undefined);
  }
  expect(text).toContain(content.markdown.split(' ')[0]!.replaceAll('*', ''));
});

test('how and the example are left to the page', async () => {
  const [, lesson] = lessons.find(([, { content }]) => content.how.length > 0 && content.example)!;
  const { text } = mailFiller(await compileMail('lesson', lessonMail(lesson.content)))(mailView());
  expect(text).toContain('how to do it on your system');
  expect(text).not.toContain(lesson.content.example!.slice(0, 20));
});

test('the mail asks the first question that takes one choice and is not for before the text', () => {
  const question = { id: 'a', ask: 'A?', before: false, pick: 'one' as const, choices: [] };
  expect(mailQuestion([])).toBeUndefined();
  expect(mailQuestion([{ ...question, pick: 'all' }])).toBeUndefined();
  expect(mailQuestion([{ ...question, before: true }])?.id).toBe('a');
  expect(
    mailQuestion([
      { ...question, before: true },
      { ...question, id: 'b' },
      { ...question, id: 'c' },
    ])?.id,
  ).toBe('b');
});

test("the closing mail has the programme's own words, or none", async () => {
  const core = programmes.find(({ slug }) => slug === 'core')!;
  const { html, text } = mailFiller(await compileMail('closing', closingMail(core.closing)))(mailView());
  for (const part of [html, text]) expect(part).toContain('Cyber Action Toolkit');
  const without = mailFiller(await compileMail('closing', closingMail(null)))(mailView());
  expect(without.text).not.toContain('Cyber Action Toolkit');
});
