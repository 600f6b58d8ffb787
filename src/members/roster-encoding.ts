/** How the bytes of a roster are to be read; `eight-bit` is UTF-8 or Windows-1252, to be settled at the first byte that tells. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'eight-bit';

/** how much after the first byte outside ASCII is looked at to tell UTF-8 from Windows-1252 */
const EVIDENCE_BYTES = 64 * 1024;
/** how much of the beginning is looked at for the zero bytes of UTF-16 */
const PATTERN_BYTES = 512;
/** zip (and so xlsx, ods), the compound file of old .xls, PDF, gzip, UTF-32 either way */
const NOT_TEXT = ['504b0304', 'd0cf11e0', '25504446', '1f8b', 'fffe0000', '0000feff'];

/** Tells the encoding by the first bytes of a file: by its byte-order mark, else by the pattern of its zero bytes. Undefined: not text. */
export function encodingOf(head: Buffer): Encoding | undefined {
  const start = head.toString('hex', 0, 4);
  if (NOT_TEXT.some((magic) => start.startsWith(magic))) return undefined;
  if (start.startsWith('efbbbf')) return 'utf-8';
  if (start.startsWith('fffe')) return 'utf-16le';
  if (start.startsWith('feff')) return 'utf-16be';
  if (!head.includes(0)) return 'eight-bit';
  const zeros = [0, 0];
  for (const [index, byte] of head.subarray(0, PATTERN_BYTES).entries()) if (byte === 0) zeros[index % 2]!++;
  const [even, odd] = zeros as [number, number];
  // headers, addresses and delimiters are ASCII, so in UTF-16 many bytes on one side are zero and hardly any on the other
  const many = Math.min(head.length, PATTERN_BYTES) / 20;
  if (odd >= many && odd > 10 * even) return 'utf-16le';
  if (even >= many && even > 10 * odd) return 'utf-16be';
  return undefined;
}

/** The beginning of a file as text, good enough to see its delimiters and column names; the end may be cut. */
export function decodedHead(head: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding === 'eight-bit' ? 'utf-8' : encoding).decode(head, { stream: true });
}

/** Decodes a file piece by piece, without its byte-order mark. Memory: one piece and 64 KiB. Wrong sequences become U+FFFD. */
export async function* decoded(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  let decoder = encoding === 'eight-bit' ? undefined : new TextDecoder(encoding);
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (decoder) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const telling = held.findIndex((byte) => byte > 0x7f);
    const plain = telling < 0 ? held.length : telling;
    yield held.toString('latin1', 0, plain);
    held = held.subarray(plain);
    if (held.length < EVIDENCE_BYTES) continue;
    decoder = settled(held, true);
    yield decoder.decode(held, { stream: true });
  }
  yield decoder ? decoder.decode() : settled(held, false).decode(held);
}

/**
 * UTF-8 unless most of what is outside ASCII cannot be UTF-8: accented letters of Windows-1252 hardly ever form valid
 * sequences, and one damaged letter in a UTF-8 file must not spoil all the others.
 */
function settled(sample: Buffer, isCut: boolean): TextDecoder {
  const text = new TextDecoder('utf-8').decode(sample, { stream: isCut });
  const wrong = text.match(/\ufffd/g)?.length ?? 0;
  const right = (text.match(/[^\0-\x7f]/gu)?.length ?? 0) - wrong;
  return new TextDecoder(wrong > right ? 'windows-1252' : 'utf-8');
}
