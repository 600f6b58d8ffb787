import { expect, test } from '@jest/globals';
import { filled, readPage } from '../../../src/cli/demo/pages.js';

const page = readPage(
  `<input type="radio" name="first" value="0" form="answers"><a href="?again=q&amp;x=1">Again</a>
   <form id="answers" method="post" action="/lesson/t/answers">
     <input type="radio" name="q" value="0"><label><input type="radio" name="q" value="1" checked></label>
     <select name="zone"><option value="UTC">UTC</option><option value="Europe/London" selected>London</option></select>
   </form>
   <form action="/other"><input type="hidden" name="outcome" value="later"><input type="checkbox" name="box" value="yes"></form>`,
  'http://localhost/lesson/t',
);

test('a field belongs to the form around it, or to the one it names', () => {
  const [answers, other] = page.forms;
  expect(answers!.action).toBe('http://localhost/lesson/t/answers');
  expect(answers!.fields.map(({ name, value }) => `${name}=${value}`)).toEqual([
    'first=0',
    'q=0',
    'q=1',
    'zone=Europe/London',
  ]);
  expect(other!.fields.map(({ name }) => name)).toEqual(['outcome', 'box']);
  expect(page.links).toEqual(['http://localhost/lesson/t?again=q&x=1']);
});

test('what was set is posted, unless something else is filled in', () => {
  const [answers, other] = page.forms;
  expect(filled(answers!, {}).toString()).toBe('q=1&zone=Europe%2FLondon');
  expect(filled(answers!, { q: '0', zone: ['a', 'b'] }).toString()).toBe('q=0&zone=a&zone=b');
  expect(filled(other!, {}).toString()).toBe('outcome=later');
});
