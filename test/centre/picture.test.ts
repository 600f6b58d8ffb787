import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPicture } from '../../src/centre/picture.js';
import { picture } from '../support/pictures.js';

const kind = fc.constantFrom('png' as const, 'jpeg' as const, 'webp' as const);
const side = fc.integer({ min: 1, max: 5000 });

test('a picture tells what it is and how large', () => {
  fc.assert(
    fc.property(kind, side, side, (one, width, height) =>
      expect(readPicture(picture(one, width, height))).toEqual({ type: `image/${one}`, width, height }),
    ),
  );
});

test('the two other kinds of WebP', () => {
  const head = (kind4: string, rest: number[]) => {
    const body = Buffer.concat([Buffer.from(`RIFF\x16\0\0\0WEBP${kind4}`, 'latin1'), Buffer.from(rest)]);
    return Buffer.concat([body, Buffer.alloc(30 - body.length)]);
  };
  const lossy = head('VP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x2c, 0x01, 0x64, 0x00]);
  expect(readPicture(lossy)).toEqual({ type: 'image/webp', width: 300, height: 100 });
  const lossless = head('VP8L', [0, 0, 0, 0, 0x2f, 0x2b, 0xc1, 0x18, 0x00]);
  expect(readPicture(lossless)).toEqual({ type: 'image/webp', width: 300, height: 100 });
});

test('what is broken off or something else is no picture, and does no harm', () => {
  fc.assert(
    fc.property(kind, fc.integer({ min: 5, max: 45 }), (one, missing) => {
      expect(readPicture(picture(one, 100, 100).subarray(0, -missing))).toBeUndefined();
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void readPicture(Buffer.from(bytes))));
  for (const text of ['', '<svg/>', 'GIF89a', '%PDF-1.7', '\xff\xd8', '<html>\xff\xd8\xff\xd9'])
    expect(readPicture(Buffer.from(text, 'latin1'))).toBeUndefined();
});
