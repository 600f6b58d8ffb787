import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RosterFault, type RosterRow, readRoster } from '../../src/members/roster.js';

/** Writes a roster file, hands its path on, and removes it. */
export async function withRoster<T>(content: string | Buffer, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-'));
  try {
    const file = join(folder, 'roster.csv');
    await writeFile(file, content);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Everything that a roster of this content gives, in order. */
export async function read(content: string | Buffer): Promise<(RosterRow | RosterFault)[]> {
  return withRoster(content, async (file) => {
    const all: (RosterRow | RosterFault)[] = [];
    for await (const one of readRoster(file)) all.push(one);
    return all;
  });
}

/** The same text in the encodings that spreadsheets write; Windows-1252 only for letters it has in common with Latin-1. */
export const ENCODERS = {
  'UTF-8': (text: string) => Buffer.from(text),
  'UTF-8 with byte-order mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'UTF-16 LE': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 BE': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'UTF-16 LE without byte-order mark': (text: string) => Buffer.from(text, 'utf16le'),
  'UTF-16 BE without byte-order mark': (text: string) => Buffer.from(text, 'utf16le').swap16(),
  'Windows-1252': (text: string) => Buffer.from(text, 'latin1'),
};
