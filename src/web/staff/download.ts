import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { z } from 'zod';
import type { Export, ExportFormat } from '../../stats/exports/exports.js';
import { exportStream } from '../export-stream.js';

/** Which of the two buttons was pressed. */
export const formatForm = z.object({
  format: z.enum(['csv', 'json'], { error: 'Choose CSV or JSON.' }).default('csv'),
});

const types: Record<ExportFormat, string> = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' };

/**
 * Sends an export as a file while it is read. Whoever breaks it off ends the reading; when the reading fails, the
 * download is broken off too, so that nobody takes a part for the whole.
 * @param name of the file, without its ending
 */
export async function download(
  response: Response,
  { columns, rows }: Export,
  format: ExportFormat,
  name: string,
): Promise<void> {
  const first = await rows.next(); // what goes wrong at once becomes a page, not a broken file
  response.set({
    'Content-Type': types[format],
    'Content-Disposition': `attachment; filename="${name}.${format}"`,
    'Cache-Control': 'no-store',
  });
  try {
    await pipeline(exportStream(columns, from(first, rows), format), response);
  } catch (error) {
    if (!response.destroyed || (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    await rows.return(undefined);
  }
}

async function* from<T>(first: IteratorResult<T, void>, rest: AsyncGenerator<T, void>): AsyncGenerator<T> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
