import { expect, test } from '@jest/globals';
import { fillHtmlPlaceholders, fillPlaceholders, placeholderFault } from '../../src/programmes/placeholders.js';

const view = { centre: { name: 'Cog & <Sons>' }, contact: { bank: { phone: '159', url: null } } };

test('placeholders are filled, what the centre lacks is empty', () => {
  expect(
    fillPlaceholders('{{centre.name}}: {{contact.bank.phone}}{{contact.bank.url}}{{contact.ico.name}}.', view),
  ).toBe('Cog & <Sons>: 159.');
});

test('in HTML values are escaped', () => {
  expect(fillHtmlPlaceholders('<p>{{centre.name}}</p>', view)).toBe('<p>Cog &amp; &lt;Sons&gt;</p>');
});

test('only known placeholders pass, in one spelling', () => {
  expect(
    placeholderFault('Ring {{contact.bank.phone}} or {{contact.signpost.url}} at {{centre.programmeName}}'),
  ).toBeUndefined();
  for (const wrong of [
    '{{contact.bank.email}}',
    '{{ contact.bank.phone }}',
    '{{member.name}}',
    '{{{centre.name}}}',
    '{{else}}',
    '{{x',
  ])
    expect(placeholderFault(wrong)).toMatch(/expected a placeholder/);
});
