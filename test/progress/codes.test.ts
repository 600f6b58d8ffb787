import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCode, spellCode } from '../../src/progress/codes.js';

const codes = fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }).map(String);

test('every code is spelt in ten unmistakable signs and read back', () => {
  fc.assert(
    fc.property(codes, (code) => {
      expect(spellCode(code)).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
      expect(readCode(spellCode(code))).toBe(code);
    }),
  );
});

test('however it is typed: capitals, spaces, dashes, what cannot be seen, and letters like figures', () => {
  const between = fc.constantFrom('', ' ', '-', '–', '—', '\u2011', '\u2212', '\u00a0', '\u200b', '\t', ' - ');
  const twist = fc.func(fc.nat(2));
  fc.assert(
    fc.property(codes, fc.array(between, { minLength: 12, maxLength: 12 }), twist, (code, gaps, alike) => {
      const signs = Array.from(spellCode(code).replace('-', ''), (sign, place) => {
        const likes = { 0: ['0', 'O', 'o'], 1: ['1', 'I', 'l'] }[sign] ?? [sign, sign.toLowerCase()];
        return likes[alike(place) % likes.length]!;
      });
      expect(readCode(gaps[10]! + signs.map((sign, place) => sign + gaps[place]!).join(''))).toBe(code);
    }),
  );
});

test.each([
  '',
  '-',
  '12345',
  '12345-6789',
  '12345-67890-1',
  'ABCDE-FGHJU',
  'ZZZZZ-ZZZZZ',
  '12345-6789!',
  '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂',
])('of %j no code is made', (typed) => {
  expect(readCode(typed)).toBeUndefined();
});

test('no text whatever gives anything but a code of 48 bits or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9A-Za-z-]{10,12}$/)), (typed) => {
      const code = readCode(typed);
      if (code !== undefined) expect(BigInt(code) < 1n << 48n).toBe(true);
    }),
  );
});
