import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDraft, draftOf } from '../../../src/programmes/lesson-draft.js';
import { movedTo } from '../../../src/programmes/step-order.js';
import { difference } from '../../../src/web/staff/difference.view.js';
import { labelOf, lessonFields } from '../../../src/web/staff/lesson-fields.view.js';
import { draftFromForm, formOf, onForm, slugOf } from '../../../src/web/staff/lesson-form.js';

const line = fc.string({ minLength: 1, maxLength: 40 });
const lesson = fc.record({
  title: line,
  minutes: fc.integer({ min: 1, max: 15 }),
  action: fc.option(line, { nil: undefined }),
  lookOutFor: fc.array(line, { maxLength: 3 }),
  how: fc.dictionary(fc.constantFrom('Android', 'iPhone', 'Microsoft 365', '365'), line),
  example: fc.option(fc.constantFrom('one', 'two\nlines', 'a\n\n  b'), { nil: undefined }),
  lookBack: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
  sources: fc.array(fc.record({ title: line, url: fc.constant('https://a.example/x'), checkedOn: fc.constant('2026-11-22') }), { maxLength: 3 }), // prettier-ignore
  questions: fc.array(fc.tuple(line, fc.boolean(), fc.array(fc.tuple(line, line), { minLength: 2, maxLength: 4 })), { maxLength: 3 }), // prettier-ignore
  markdown: fc.constantFrom('Text.', 'Two\n\nparagraphs.', '- a\n- b'),
});

test('a lesson comes out of the form as it went in', () => {
  fc.assert(
    fc.property(lesson, ({ markdown, questions, ...front }) => {
      const asked = questions.map(([ask, all, texts], place) => ({
        id: `q-${place}`,
        ask,
        pick: all ? 'all' : 'one',
        before: place === 1,
        choices: texts.map(([text, why], index) => ({ text, why, right: all || index === 0 })),
      }));
      const read = checkDraft({ front: { ...front, questions: asked }, markdown });
      fc.pre('value' in read);
      const draft = draftOf(read.value);
      const form = formOf(draft);
      // A browser sends line ends of its own, and the rows that were left empty.
      const sent = { ...form, markdown: form['markdown']!.replaceAll('\n', '\r\n'), 'sources.9.url': '', 'questions.7.pick': 'one' }; // prettier-ignore
      expect(draftFromForm(sent)).toEqual(draft);
      expect(JSON.stringify(draftFromForm(sent))).toBe(JSON.stringify(draft));
    }),
  );
});

test('what is wrong stands beside the field it is about, and every field has a name', () => {
  const form = {
    title: '',
    minutes: 'ten',
    markdown: '# Big',
    lookOutFor: 'one\n{{nothing}}',
    'how.0.system': '',
    'how.0.text': 'So.',
    'how.1.system': 'Android',
    'how.1.text': '{{x}}',
    'sources.0.title': 'A',
    'sources.0.url': 'http://a.example',
    'sources.0.checkedOn': '',
    'questions.0.ask': 'What now?',
    'questions.0.choices.0.text': 'This',
    'questions.0.choices.2.text': 'That',
    'questions.0.choices.2.right': 'yes',
    'questions.0.choices.2.why': 'So.',
  };
  const draft = draftFromForm(form);
  const read = checkDraft(draft) as { problems: { field: string; problem: string }[] };
  const faults = read.problems.map((problem) => onForm(problem, draft));
  expect(faults.map(({ field }) => field).sort()).toEqual([
    'how.0.system',
    'how.1.text',
    'lookOutFor',
    'markdown',
    'minutes',
    'questions.0.choices.0.why',
    'sources.0.checkedOn',
    'sources.0.url',
    'title',
  ]);
  expect(faults.find(({ field }) => field === 'lookOutFor')!.problem).toMatch(/^line 2: expected a placeholder/);
  // Every place that is named is on the page.
  const page = JSON.stringify(lessonFields(formOf(draft), faults));
  for (const { field, problem } of faults) {
    expect(page).toContain(`"field":"${field}"`);
    expect(page).toContain(JSON.stringify(problem).slice(1, -1));
  }
  expect(labelOf('questions.0.choices.0.why')).toBe('Question 1, answer 1, why it is right or wrong');
  expect(labelOf('sources.1.url')).toBe('Source 2, address');
});

test('a new question is called after what it asks, an old one keeps its name', () => {
  const form = {
    'questions.0.id': 'what-now',
    'questions.0.ask': 'Something else?',
    'questions.1.ask': 'What now?',
    'questions.2.ask': 'What now?',
    'questions.3.ask': '…',
  };
  const { questions } = draftFromForm(form).front as { questions: { id: string }[] };
  expect(questions.map(({ id }) => id)).toEqual(['what-now', 'what-now-2', 'what-now-3', 'question']);
  expect(slugOf('  Ça va? Lock your e-mail – now! ')).toBe('ca-va-lock-your-e-mail-now');
  fc.assert(fc.property(fc.string(), (words) => /^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/.test(slugOf(words))));
});

test('a list with one member elsewhere has them all, and the others in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), fc.nat(), fc.integer({ min: -3, max: 40 }), (list, pick, to) => {
      const one = list[pick % list.length]!;
      const moved = movedTo(list, one, to);
      expect(moved.filter((other) => other !== one)).toEqual(list.filter((other) => other !== one));
      expect(moved).toHaveLength(list.length);
      expect(moved.indexOf(one)).toBe(Math.max(1, Math.min(to, list.length)) - 1);
    }),
  ); // prettier-ignore
});

test('both texts can be read out of their difference', () => {
  const text = fc.array(fc.constantFrom('a b', 'a c', 'b', '', 'keep the key'), { maxLength: 4 }).map((lines) => lines.join('\n')); // prettier-ignore
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = difference(`${before}\n`, `${after}\n`);
      const side = (sign: string) =>
        lines.filter((one) => one.sign === '' || one.sign === sign).map(({ pieces }) => pieces.map((piece) => piece.text).join('')); // prettier-ignore
      if (before === after) return expect(lines).toEqual([]);
      expect([side('−').join('\n'), side('+').join('\n')]).toEqual([before, after]);
    }),
  );
  const long = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n');
  expect(difference(`${long}\nold end`, `${long}\nnew end`).map(({ skipped, words }) => skipped ?? words)).toEqual([
    18,
    '',
    '',
    'Taken away: ',
    'Added: ',
  ]);
});
