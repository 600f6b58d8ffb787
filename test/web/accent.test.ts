import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contrast, readColour } from '../../src/centre/contrast.js';
import { accentSheet } from '../../src/web/accent.js';

const anyColour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const tones = (hex: string) =>
  accentSheet(hex)
    .match(/#[0-9a-f]{6}/g)!
    .map(readColour);

test("contrast is WCAG's: black on white 21, a colour on itself 1", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
  expect(contrast([12, 34, 56], [12, 34, 56])).toBe(1);
  expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
});

test('whatever colour a centre chooses, links and buttons can be read by day and by night', () => {
  fc.assert(
    fc.property(anyColour, (hex) => {
      const [day, night] = tones(hex);
      expect(contrast(day!, [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(night!, [24, 33, 31])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(night!, [12, 21, 19])).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test('a colour that can be read by day stays as it is', () => {
  expect(accentSheet('#0b6e69')).toContain('--accent-on-light:#0b6e69');
});
