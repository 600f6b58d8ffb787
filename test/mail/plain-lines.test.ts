import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { asciiHtml, shortLines, wrapText } from '../../src/mail/plain-lines.js';

const word = fc.oneof(
  fc.stringMatching(/^[a-z,.<>="]{1,12}$/),
  fc.constantFrom('{{lesson.url}}', '{{#if a b}}', '{{lookup c 0}}'),
);
const line = fc.array(word, { minLength: 1, maxLength: 120 }).map((words) => words.join(' '));
const same = (text: string) => text.replace(/\s+/g, ' ').trim();

test('entities stand for everything outside ASCII, also beyond 16 bits', () => {
  expect(asciiHtml('é – 🙂')).toBe('&#233; &#8211; &#128578;');
});

test('short lines hold the same words and break none in braces', () => {
  fc.assert(
    fc.property(line, (text) => {
      const short = shortLines(text, 60);
      expect(same(short)).toBe(same(text));
      expect(short).not.toMatch(/\{\{[^}]*\n/);
      expect(short.split('\n').every((one) => one.length <= 60 || !/ (?![^{]*\}\})/.test(one))).toBe(true);
    }),
  );
});

test('a condition in a comment stays whole', () => {
  const text = `<!--[if mso | IE]><td class="a b c" style="width:600px;"><![endif]-->`;
  expect(shortLines(text, 10)).toContain('<!--[if mso | IE]><td');
});

test('wrapped text holds the same words in lines of the width', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 80 }), (words) => {
      const wrapped = wrapText(words.join(' '), 40);
      expect(wrapped.split(/\s+/)).toEqual(words);
      expect(wrapped.split('\n').every((one) => one.length <= 40)).toBe(true);
    }),
  );
});

test('a list item goes on below its first word, an indented line below its indentation', () => {
  expect(wrapText('- one two three four', 12)).toBe('- one two\n  three four');
  expect(wrapText('12. one two three', 12)).toBe('12. one two\n    three');
  expect(wrapText('  one two three', 10)).toBe('  one two\n  three');
});

test('what stands for a value counts as much as a value is long about, a block as nothing', () => {
  expect(wrapText('{{#if contact.reportFraud.phone}}ring{{/if}}', 10)).toBe(
    '{{#if contact.reportFraud.phone}}ring{{/if}}',
  );
  expect(wrapText('ring {{a.b}} now', 22)).toBe('ring {{a.b}}\nnow');
});
