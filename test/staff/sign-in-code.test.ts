import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isCode, signInCode } from '../../src/staff/sign-in-code.js';

test('a code is typed in any fashion, and only its own', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.mixedCase(fc.constantFrom('-', ' ', '', '–')), (token, other, gap) => {
      const code = signInCode(token);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
      const typed = ` ${code.toLowerCase().replace('-', gap).replaceAll('0', 'o').replaceAll('1', 'l')} `;
      expect(isCode(typed, code)).toBe(true);
      expect(isCode(other, code)).toBe(false);
      expect(isCode(signInCode(other), code)).toBe(other === token);
      expect(isCode(code.slice(0, -1), code)).toBe(false);
    }),
  );
});
