import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Invalid } from '../errors.js';
import { findingsOf } from '../mail/bounces/findings.js';
import { readReport } from '../mail/bounces/read-report.js';

/**
 * `bounces classify`: says what the service makes of bounces kept as files, one JSON line for each file and recipient.
 * Needs no database and no settings. Ends with 1 when nothing could be read.
 * @param path a message, or a folder of them: files named .eml, .msg or .txt, or without an extension (Maildir)
 */
export async function classifyCommand(path: string): Promise<number> {
  let read = 0;
  for await (const file of messageFiles(path)) {
    const report = await readReport(createReadStream(file)).catch((error: Error) => {
      process.stderr.write(`${file}: ${error.message}\n`);
    });
    if (!report) continue;
    for (const finding of findingsOf(report)) await print({ file, ...finding });
    read += 1;
  }
  if (read === 0) process.stderr.write(`${path}: no message could be read\n`);
  return read === 0 ? 1 : 0;
}

async function* messageFiles(path: string): AsyncGenerator<string> {
  const kind = await stat(path).catch(() => {
    throw new Invalid([{ field: path, problem: 'expected a file or a folder that can be read' }]);
  });
  if (kind.isDirectory()) yield* filesBelow(path);
  else yield path;
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && !entry.name.startsWith('.') && isMessage(entry.name)) yield path;
  }
}

/** A Maildir name such as `1700000000.M1P2.host:2,S` has dots but no extension that says what it is. */
function isMessage(name: string): boolean {
  return /^(?:\.eml|\.msg|\.txt|)$/i.test(extname(name)) || /:2,\w*$/.test(name) || /^\d+\..+/.test(name);
}

async function print(line: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
}
