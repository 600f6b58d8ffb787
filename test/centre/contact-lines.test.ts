import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { contactLines, stale } from '../../src/centre/contact-lines.js';
import { firstContacts } from '../../src/centre/first-settings.js';

const read = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(md|mjml|txt)$/.test(name))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'));

test('whatever of a contact a lesson or a mail names, may not be left empty', () => {
  const texts = [...read('templates/programmes'), ...read('templates/mail')];
  // What stands within an "if" may be missing.
  const plain = texts.map((text) => text.replace(/\\\{\{#if contact\.[\s\S]*?\/if\}\}/g, ''));
  const named = new Set(plain.flatMap((text) => text.match(/(?<=\{\{)contact\.\w+\.\w+/g) ?? []));
  expect(named.size).toBeGreaterThan(8);
  for (const [, key, part] of [...named].map((path) => path.split('.')))
    if (part !== 'name') expect([key, contactLines[key!]?.needs]).toEqual([key, expect.arrayContaining([part])]);
});

test('what a new service starts with is complete', () => {
  expect([...new Set(firstContacts.map(({ key }) => key))].sort()).toEqual(Object.keys(contactLines).sort());
  for (const contact of firstContacts)
    for (const part of contactLines[contact.key]!.needs) expect(contact[part]).not.toBeNull();
});

test('a contact is to be tried again after 90 days', () => {
  const checked = (checkedOn: string) => ({ checkedOn });
  expect(stale([checked('2026-09-01'), checked('2026-09-02'), checked('2026-12-01')], '2026-12-01')).toEqual([
    checked('2026-09-01'),
  ]);
});
