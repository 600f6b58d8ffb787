import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Colour,
  contrast,
  contrastOn,
  ENOUGH,
  GROUNDS,
  nearestReadable,
  readColour,
  writeColour,
} from '../../src/centre/contrast.js';

const part = fc.integer({ min: 0, max: 255 });
const anyColour: fc.Arbitrary<Colour> = fc.tuple(part, part, part);
const anyLook = fc.constantFrom('light' as const, 'dark' as const);

test('a colour is what is written of it', () => {
  fc.assert(fc.property(anyColour, (colour) => expect(readColour(writeColour(colour))).toEqual(colour)));
});

test('the nearest colour can be read on both grounds, and one that can is left alone', () => {
  fc.assert(
    fc.property(anyColour, anyLook, (colour, look) => {
      const near = nearestReadable(colour, look);
      for (const ground of GROUNDS[look]) expect(contrast(near, ground)).toBeGreaterThanOrEqual(ENOUGH);
      expect(nearestReadable(near, look)).toEqual(near);
      if (contrastOn(colour, look) >= ENOUGH) expect(near).toEqual(colour);
    }),
  );
});
