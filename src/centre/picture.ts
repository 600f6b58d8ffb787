/** Kinds of pictures that cannot carry a script. */
export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

/** What a picture says of itself. */
export interface Picture {
  type: PictureType;
  /** in pixels */
  width: number;
  height: number;
}

/** JPEG's start of frame: the markers that say how large a picture is (ITU-T T.81, table B.1). */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/** Reads what a picture is from its content, whatever its name says. Undefined: none that we know, or broken off. */
export function readPicture(body: Buffer): Picture | undefined {
  try {
    return png(body) ?? webp(body) ?? jpeg(body);
  } catch (error) {
    if (/^ERR_(OUT_OF_RANGE|BUFFER_OUT_OF_BOUNDS)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** PNG, third edition, 5.2 and 11.2.1. */
function png(body: Buffer): Picture | undefined {
  const signed = body.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  if (!signed || body.toString('latin1', 12, 16) !== 'IHDR' || body.lastIndexOf('IEND') < 0) return undefined;
  return { type: 'image/png', width: body.readUInt32BE(16), height: body.readUInt32BE(20) };
}

/** RFC 9649, 2.4 to 2.7. */
function webp(body: Buffer): Picture | undefined {
  if (body.toString('latin1', 0, 4) !== 'RIFF' || body.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  if (body.readUInt32LE(4) + 8 > body.length + 1) return undefined;
  const type = 'image/webp';
  const kind = body.toString('latin1', 12, 16);
  if (kind === 'VP8 ') return { type, width: body.readUInt16LE(26) & 0x3fff, height: body.readUInt16LE(28) & 0x3fff };
  if (kind === 'VP8L') {
    const bits = body.readUInt32LE(21);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind === 'VP8X') return { type, width: body.readUIntLE(24, 3) + 1, height: body.readUIntLE(27, 3) + 1 };
  return undefined;
}

/** ITU-T T.81, B.1 and B.2: segments, one after another, until the frame. */
function jpeg(body: Buffer): Picture | undefined {
  if (body.readUInt16BE(0) !== 0xffd8 || body.lastIndexOf(Buffer.from([0xff, 0xd9])) < 0) return undefined;
  for (let at = 2; body.readUInt8(at) === 0xff;) {
    const marker = body.readUInt8(at + 1);
    if (FRAMES.has(marker))
      return { type: 'image/jpeg', width: body.readUInt16BE(at + 7), height: body.readUInt16BE(at + 5) };
    at += marker === 0xff ? 1 : 2 + body.readUInt16BE(at + 2);
  }
  return undefined;
}
