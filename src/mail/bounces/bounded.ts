const headBytes = 256 * 1024;
const tailBytes = 64 * 1024;

/**
 * The beginning and the end of a message: what tells a bounce stands before the returned message, or after it. Takes
 * constant memory whatever the size; a stream is read to its end.
 * @param source the raw message, whole or as a stream
 * @throws what the stream throws
 */
export async function boundedMessage(source: Uint8Array | AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const head: Buffer[] = [];
  let headLength = 0;
  let tail = Buffer.alloc(0);
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    let bytes =
      typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const room = headBytes - headLength;
    if (room > 0) {
      const part = Buffer.from(bytes.subarray(0, room));
      head.push(part);
      headLength += part.length;
      bytes = bytes.subarray(part.length);
    }
    if (bytes.length > 0) tail = lastBytes(tail, bytes);
  }
  return withPlainLines(Buffer.concat([...head, tail.subarray(-tailBytes)]));
}

function lastBytes(before: Buffer, bytes: Buffer): Buffer<ArrayBuffer> {
  if (bytes.length >= tailBytes) return Buffer.from(bytes.subarray(-tailBytes));
  const joined = Buffer.concat([before, bytes]);
  return joined.length > 4 * tailBytes ? Buffer.from(joined.subarray(-tailBytes)) : joined;
}

/** Without the mbox separator line, and with line feeds where an old system ended lines with carriage returns only. */
function withPlainLines(message: Buffer): Buffer {
  const raw = message.toString('latin1').replace(/^(?:\s*\n)?>?From [^\r\n]*\r?\n?/, '');
  return Buffer.from(raw.includes('\n') ? raw : raw.replaceAll('\r', '\n'), 'latin1');
}
