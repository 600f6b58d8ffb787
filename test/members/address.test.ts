import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAddress } from '../../src/members/address.js';

const plain = { address: 'ann@example.org', key: 'ann@example.org' };

test.each([
  ['as it is', 'ann@example.org'],
  ['spaces and line breaks around it', ' \t\r\nann@example.org \r\n'],
  ['non-breaking spaces', '\u00a0ann@example.org\u202f'],
  ['zero-width characters', '\u200bann@example.org\u200d\u2060'],
  ['byte-order mark', '\ufeffann@example.org'],
  ['direction marks', '\u202aann@example.org\u202c'],
  ['brackets', '<ann@example.org>'],
  ['a name', 'Ann Lee <ann@example.org>'],
  ['a quoted name with a comma', '"Lee, Ann" < ann@example.org >'],
  ['a name with an @', 'Ann @ Lee <ann@example.org>'],
  ['the address as name', 'ann@example.org <ann@example.org>'],
  ['a pasted link', 'ann@example.org<mailto:ann@example.org>'],
  ['mailto', 'mailto:ann@example.org'],
  ['mailto in capitals, with a subject', 'MAILTO:ann@example.org?subject=Hello'],
  ['mailto, percent-encoded', 'mailto:%61nn@example.org'],
  ['quotation marks', '"ann@example.org"'],
  ['apostrophes, as Outlook copies', "'ann@example.org'"],
  ['a stray semicolon', 'ann@example.org; '],
  ['domain in capitals', 'ann@EXAMPLE.Org'],
  ['ideographic full stop', 'ann@example。org'],
  ['full-width domain', 'ann@ｅｘａｍｐｌｅ.org'],
])('takes %s', (_, text) => {
  expect(parseAddress(text)).toEqual(plain);
});

test.each([
  ['Ann.Lee@Example.org', 'Ann.Lee@example.org', 'ann.lee@example.org'],
  ["o'brien+news@example.co.uk", "o'brien+news@example.co.uk", "o'brien+news@example.co.uk"],
  ['a@b.c', 'a@b.c', 'a@b.c'],
  ['info@Bücher.example', 'info@xn--bcher-kva.example', 'info@xn--bcher-kva.example'],
  ['info@bu\u0308cher.example', 'info@xn--bcher-kva.example', 'info@xn--bcher-kva.example'],
  ['info@faß.example', 'info@xn--fa-hia.example', 'info@xn--fa-hia.example'],
  ['info@例え.jp', 'info@xn--r8jz45g.jp', 'info@xn--r8jz45g.jp'],
  ['info@xn--bcher-kva.example', 'info@xn--bcher-kva.example', 'info@xn--bcher-kva.example'],
  [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ["!#$%&'*+/=?^_`{|}~-@example.org", "!#$%&'*+/=?^_`{|}~-@example.org", "!#$%&'*+/=?^_`{|}~-@example.org"],
])('keeps the local part of %s and puts the domain into ASCII', (text, address, key) => {
  expect(parseAddress(text)).toEqual({ address, key });
});

test.each([
  ['', /empty/],
  [' \u200b\u00a0', /empty/],
  ['ann', /has no @/],
  ['@example.org', /nothing before/],
  ['ann@', /nothing after/],
  ['ann@@example.org', /more than one @/],
  ['ann@lee@example.org', /more than one @/],
  ['ann@example.org; bob@example.org', /more than one address/],
  ['ann@example.org,bob@example.org', /more than one address/],
  ['ann@example.org bob@example.org', /more than one address/],
  ['ann@example.org\nbob@example.org', /more than one address/],
  ['ann@example.org ::: bob@example.org', /more than one address/],
  ['Ann <ann@example.org>, Bob <bob@example.org>', /more than one address/],
  ['bob@example.org <ann@example.org>', /more than one address/],
  ['ann lee@example.org', /space before/],
  ['ann@exam ple.org', /space after/],
  ['an\u200bn@example.org', /invisible character before the @ \(<U\+200B>\)/],
  ['ann@exam\u200bple.org', /invisible character after/],
  ['jörg@example.org', /"ö" before the @/],
  ['ann’s@example.org', /"’" before the @/],
  ['аnn@example.org', /"а" before the @: only unaccented/], // the first letter is Cyrillic
  ['"ann lee"@example.org', /before the @/],
  ['"ann"@example.org', /a quotation mark before/],
  ['ann(home)@example.org', /"\(" before/],
  ['.ann@example.org', /dot at the start or the end/],
  ['ann.@example.org', /dot at the start or the end/],
  ['an..n@example.org', /two dots/],
  [`${'a'.repeat(65)}@example.org`, /more than 64 characters/],
  [`a@${'b.'.repeat(130)}org`, /more than 253 characters/],
  [`${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.org`, /longer than 254/],
  ['a'.repeat(2000), /too long/],
  ['ann@localhost', /needs a dot/],
  ['ann@example.org.', /dot too many/],
  ['ann@.example.org', /dot too many/],
  ['ann@example..org', /dot too many/],
  ['ann@[192.0.2.1]', /IP address/],
  ['ann@[IPv6:2001:db8::1]', /IP address/],
  ['ann@192.0.2.1', /IP address/],
  ['ann@0x7f.1', /no valid domain/],
  ['ann@example.123', /no valid domain/],
  ['ann@-example.org', /no valid domain/],
  ['ann@example-.org', /no valid domain/],
  [`ann@${'b'.repeat(64)}.org`, /no valid domain/],
  ['ann@exa_mple.org', /"_" after/],
  ['ann@exa%6dple.org', /"%" after/],
  ['ann@example.org/x', /"\/" after/],
  ['ann@example.org:25', /":" after/],
  ['ann@example／org.uk', /no valid domain/],
  ['ann@example.org\r\nBcc: all', /line break/],
  ['ann\r\n@example.org', /line break/],
  ['an\0n@example.org', /control character/],
  ['mailto:ann%0d%0aBcc:x@example.org', /line break/],
])('refuses %j', (text, problem) => {
  expect(parseAddress(text)).toEqual({ problem: expect.stringMatching(problem) });
});

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyzABCXYZ0123456789');
const atom = fc.string({ unit: fc.constantFrom(...LETTERS, "'", '+', '_', '-'), minLength: 1, maxLength: 10 });
const label = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 12 });
const address = fc
  .tuple(fc.array(atom, { minLength: 1, maxLength: 3 }), fc.array(label, { minLength: 1, maxLength: 3 }))
  // an atom in apostrophes on both sides is taken for a quoted address
  .map(([local, domain]) => `x${local.join('.')}@${domain.join('.')}.org`);

test('any plain address is kept, whatever stands around it, and read again gives itself', () => {
  const around = fc.constantFrom('', ' ', '\u00a0', '\u200b', '\ufeff', '\t', '\r\n');
  fc.assert(
    fc.property(address, around, around, (text, before, after) => {
      const [local = '', domain = ''] = text.split('@');
      const kept = `${local}@${domain.toLowerCase()}`;
      const expected = { address: kept, key: text.toLowerCase() };
      expect(parseAddress(before + text + after)).toEqual(expected);
      expect(parseAddress(`Some Name <${before}${text}${after}>`)).toEqual(expected);
      expect(parseAddress(kept)).toEqual(expected);
    }),
  );
});

test('no text whatever throws or gets through as anything but a plain ASCII address', () => {
  const pieces = fc.constantFrom('a', '@', '.', 'b.org', ' ', '\r', '\n', '\0', '<', '>', '"', "'", ';', 'é', '\u200b');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (anything) => {
      const parsed = parseAddress(anything);
      if ('problem' in parsed) return;
      expect(parsed.address).toMatch(/^[\x21-\x7e]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/);
      expect(parsed.address).not.toMatch(/[\s<>",;:()]/);
      expect(parsed.key).toBe(parsed.address.toLowerCase());
    }),
    { numRuns: 2000 },
  );
});
