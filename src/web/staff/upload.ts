import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { Invalid } from '../../errors.js';

/** The largest file, in bytes, and the longest pasted text. */
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_PASTED = 1024 * 1024;

/** A file is larger than anybody takes: HTTP's 413. */
export class TooLarge extends Invalid {}

const receive = multer({
  dest: tmpdir(),
  limits: { fileSize: MOST_BYTES, files: 1, fields: 20, fieldSize: MOST_PASTED },
}).single('file');

/** What a form with a file in it brought. */
export interface Uploaded {
  body: unknown;
  /** nothing was chosen, or an empty file: undefined */
  file: { name: string; content: AsyncIterable<Buffer> } | undefined;
}

/**
 * Takes a form with a file in it, on disk, never all of it in memory; the file is gone when `use` has ended.
 * @throws TooLarge, Invalid
 */
export async function withUpload<T>(
  request: Request,
  response: Response,
  use: (uploaded: Uploaded) => Promise<T>,
): Promise<T> {
  await new Promise<void>((resolve, reject) => {
    void receive(request, response, (error: unknown) => (error ? reject(refusal(error)) : resolve()));
  });
  const { file } = request;
  try {
    const content = file && file.size > 0 ? createReadStream(file.path) : undefined;
    return await use({
      body: request.body as unknown,
      file: content && { name: named(file!.originalname), content: content as AsyncIterable<Buffer> },
    });
  } finally {
    if (file) await rm(file.path, { force: true });
  }
}

function refusal(error: unknown): Error {
  if (!(error instanceof MulterError)) return error instanceof Error ? error : new Error(String(error));
  if (error.code === 'LIMIT_FILE_SIZE')
    return new TooLarge([
      { field: 'file', problem: 'This file is larger than 20 MB. Split it, and import one after the other.' },
    ]);
  if (error.code === 'LIMIT_FIELD_VALUE')
    return new TooLarge([
      { field: 'text', problem: 'This is more than 1 MB of text. Save it as a file and choose that.' },
    ]);
  return new Invalid([{ field: 'file', problem: 'This could not be taken. Choose one file.' }]);
}

/** Browsers send UTF-8 names, which come as Latin-1. */
function named(original: string): string {
  const name = Buffer.from(original, 'latin1').toString('utf8');
  return (name.includes('\ufffd') ? original : name).replace(/[\p{Cc}\p{Cf}]+/gu, '').slice(0, 200) || 'roster.csv';
}
