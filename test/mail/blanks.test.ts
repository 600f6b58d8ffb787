import { expect, test } from '@jest/globals';
import mjml from 'mjml';
import { droppedBlanks } from '../../src/mail/blanks.js';

const mail = (between: string, inside: string) =>
  `<mjml><mj-body>${between}<mj-section><mj-column><mj-text>${inside}</mj-text></mj-column></mj-section></mj-body></mjml>`;

test('what mjml drops between its tags is found', async () => {
  const source = mail('{{#if a}}', '{{name}}');
  const { html } = await mjml(source, { validationLevel: 'strict' });
  expect(droppedBlanks(source, html)).toEqual(['{{#if a}}']);
});

test('what stands in text, tables and mj-raw stays, tables within text included', async () => {
  const source = mail(
    '<mj-raw>{{#if a}}{{/if}}</mj-raw>',
    '<table>{{#each b}}<tr><td>{{this}}</td></tr>{{/each}}</table>',
  );
  const { html } = await mjml(source, { validationLevel: 'strict' });
  expect(droppedBlanks(source, html)).toEqual([]);
});
