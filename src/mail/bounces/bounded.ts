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
  const tail: Buffer[] = [];
  let headLength = 0;
  let tailLength = 0;
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    const bytes =
      typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const begins = bytes.subarray(0, headBytes - headLength);
    if (begins.length > 0) head.push(begins); // an empty one would hold its whole piece
    headLength += begins.length;
    const rest = bytes.subarray(begins.length);
    if (rest.length > 0) tail.push(rest);
    tailLength += rest.length;
    while (tail[0] && tailLength - tail[0].length >= tailBytes) tailLength -= tail.shift()?.length ?? 0;
  }
  return withPlainLines(Buffer.concat([...head, Buffer.concat(tail).subarray(-tailBytes)]));
}

/**
 * Without the mbox separator line, with line feeds where an old system ended lines with carriage returns only, and with
 * the type of a returned message where its part begins with `Received` at once: it must not pass for the report's text.
 */
function withPlainLines(message: Buffer): Buffer {
  const raw = message.toString('latin1').replace(/^(?:\s*\n)?>?From [^\r\n]*\r?\n?/, '');
  const lines = raw.includes('\n') ? raw : raw.replaceAll('\r', '\n');
  const typed = lines.replace(
    /^(--[^\s-]?[^\r\n]{8,80}\r?\n)(?=(?:Received|Return-Path):)/gm,
    '$1Content-Type: message/rfc822\n\n',
  );
  return Buffer.from(typed, 'latin1');
}
