import { expect, test } from '@jest/globals';
import { linksOf, markdownFaults, markdownHtml, markdownText, readText } from '../../src/programmes/markdown.js';

const fault = (markdown: string) => markdownFaults(markdown).map(({ line, problem }) => `${line} ${problem}`);

test('what lessons may hold is no fault', () => {
  const markdown =
    'One **bold** and *soft*.\n\n## Head\n\n- a\n- b\n\n1. c\n\n[to](https://a.uk) [in](/programmes/core#x) [r]({{contact.reportFraud.url}}) {{centre.name}}';
  expect(fault(markdown)).toEqual([]);
});

test.each([
  ['<b>x</b>', /html inline/],
  ['<div>x</div>', /html block/],
  ['![a](https://a.uk/x.png)', /found image/],
  ['| a |\n|---|\n| b |', /found table/],
  ['    code', /found code block/],
  ['`code`', /found code inline/],
  ['> said', /found blockquote/],
  ['# Head', /begin with ##/],
  ['[a](http://a.uk)', /begin with https:\/\/ or \/programmes\/, found http:/],
  ['[a](javascript:alert)', /found javascript:/],
  ['[a](//a.uk)', /found \/\/a\.uk/],
  ['{{contact.nobody.phone}}', /found \{\{contact\.nobody\.phone\}\}/],
  ['{{{contact.bank.phone}}}', /expected a placeholder/],
  ['{{#if a}}', /expected a placeholder/],
  ['{{> footer}}', /expected a placeholder/],
  ['\\{{contact.bank.phone}}', /expected a placeholder/],
  ['ends }} here', /expected a placeholder/],
])('%s is a fault', (markdown, problem) => {
  expect(fault(`Fine.\n\n${markdown}`)[0]).toMatch(/^3 /);
  expect(fault(markdown)[0]).toMatch(problem);
});

test('HTML keeps placeholders, in addresses too, and leads mails back to the site', () => {
  const markdown = 'Ring {{contact.bank.phone}} or see [r]({{contact.reportFraud.url}}), [w](/programmes/core#x).';
  const html =
    '<p>Ring {{contact.bank.phone}} or see <a href="{{contact.reportFraud.url}}">r</a>, <a href="/programmes/core#x">w</a>.</p>';
  expect(markdownHtml(markdown)).toBe(html);
  expect(markdownHtml(markdown, '{{centre.url}}')).toContain('href="{{centre.url}}/programmes/core#x"');
});

test('text keeps paragraphs, lists, placeholders and addresses', () => {
  const markdown =
    'One & **two**\nthree.\n\n## About {{centre.name}}\n\n- a\n- b\n\n1. c\n\n[w](/programmes/core#x), [r]({{contact.ico.url}}), <https://a.uk>';
  expect(markdownText(markdown)).toBe(
    'One & two three.\n\nAbout {{centre.name}}\n\n- a\n- b\n\n 1. c\n\nw ({{centre.url}}/programmes/core#x), r ({{contact.ico.url}}), https://a.uk',
  );
});

test('links and readable blocks are found', () => {
  const markdown = '## Head\n\nA [b](https://c.uk) **d**\ne.\n\n- f';
  expect(linksOf(markdown)).toEqual(['https://c.uk']);
  expect(readText(markdown)).toEqual(['Head', 'A b d e.', 'f']);
});
