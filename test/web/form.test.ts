import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { Invalid } from '../../src/errors.js';
import { parse } from '../../src/parse.js';
import { options, refusal, typed } from '../../src/web/form.js';
import { answersForm, lessonQuery, outcomeForm } from '../../src/web/lesson.schema.js';
import { slotView } from '../../src/web/slot.view.js';

test('a body is checked whole, and every wrong field is named', () => {
  const schema = z.object({
    name: z.string({ error: 'Give a name.' }),
    age: z.coerce.number({ error: 'Give an age.' }),
  });
  expect(parse(schema, { name: 'Jo', age: '7', more: 'x' })).toEqual({ name: 'Jo', age: 7 });
  for (const body of [undefined, {}, { age: 'old' }]) {
    expect(() => parse(schema, body)).toThrow(Invalid);
    expect(() => parse(schema, body)).toThrow(/^name: .*\nage: .*$/);
  }
});

test('the summary has one line a field, and leads only to fields that are there', () => {
  const problems = [
    { field: 'name', problem: 'Give a name.' },
    { field: 'name', problem: 'Again.' },
    { field: 'ghost', problem: 'Boo.' },
  ];
  expect(refusal(problems, ['name']).problems).toEqual([
    { field: 'name', text: 'Give a name.' },
    { field: '', text: 'Boo.' },
  ]);
});

test('only text that was typed is shown again', () => {
  expect(typed({ a: 'x', b: ['y'], c: { d: 'z' } })).toEqual({ a: 'x' });
  expect(typed(undefined)).toEqual({});
});

test('answers are lists of places; something that is no place is refused', () => {
  expect(answersForm.parse({ q: '2', r: ['0', '1'] })).toEqual({ q: [2], r: [0, 1] });
  for (const body of [{}, { q: 'x' }, { q: '-1' }, { q: [] }, { q: { a: '1' } }])
    expect(answersForm.safeParse(body).success).toBe(false);
});

test('an outcome for later needs a day, others take none', () => {
  expect(outcomeForm.parse({ outcome: 'done', remindOn: '2026-03-24' })).toEqual({ outcome: 'done' });
  expect(outcomeForm.parse({ outcome: 'later', remindOn: '2026-03-24' })).toMatchObject({ remindOn: '2026-03-24' });
  for (const body of [{}, { outcome: 'perhaps' }, { outcome: 'later' }, { outcome: 'later', remindOn: 'soon' }])
    expect(outcomeForm.safeParse(body).success).toBe(false);
});

test('a strange query is as if it were not there', () => {
  expect(lessonQuery.parse({ choice: 'x', again: ['a'], said: { b: '1' } })).toEqual({});
  expect(lessonQuery.parse({ choice: '2' })).toEqual({ choice: 2 });
});

test('slots are offered from 07:00 to 19:00, and what was set is set', () => {
  const { weekdays, times, zones } = slotView({ weekday: 3, time: '09:30:00', zone: 'Asia/Kolkata' });
  expect(times.at(0)!.value).toBe('07:00');
  expect(times.at(-1)!.value).toBe('19:00');
  const set = [weekdays, times, zones].map((list) => list.filter(({ selected }) => selected).map(({ label }) => label));
  expect(set).toEqual([['Wednesday'], ['09:30'], [expect.stringMatching(/^Asia\//)]]);
});

test('nothing is selected that was not chosen', () => {
  expect(options([['a', 'A']], undefined)).toEqual([{ value: 'a', label: 'A', selected: false }]);
});
