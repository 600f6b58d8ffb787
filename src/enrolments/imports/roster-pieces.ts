import type { EntityManager } from 'typeorm';

/** Bytes kept in one row: little enough to be nothing in memory, enough to make few rows. */
const PIECE = 256 * 1024;

/** Keeps a file in pieces, in the caller's transaction, reading it as it comes. @returns its size in bytes */
export async function keepPieces(db: EntityManager, importId: string, file: AsyncIterable<Buffer>): Promise<number> {
  let [position, size] = [0, 0];
  let held: Buffer = Buffer.alloc(0);
  const keep = (content: Buffer) =>
    db.query('insert into roster_piece values ($1, $2, $3)', [importId, position++, content]);
  for await (const bytes of file) {
    size += bytes.length;
    held = Buffer.concat([held, bytes]);
    for (; held.length >= PIECE; held = held.subarray(PIECE)) await keep(held.subarray(0, PIECE));
  }
  if (held.length > 0) await keep(held);
  return size;
}

/** The file again, from its beginning, a piece at a time. @param told how many bytes were handed on, after each piece */
export async function* readPieces(
  db: EntityManager,
  importId: string,
  told: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for (let position = 0; ; position++) {
    const [piece] = await db.query<{ content: Buffer }[]>(
      'select content from roster_piece where import_id = $1 and position = $2',
      [importId, position],
    );
    if (!piece) return;
    bytes += piece.content.length;
    yield piece.content;
    told(bytes);
  }
}
