import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Site } from './site.js';
import { fail, ok, warn, type Verdict } from './verdict.js';

const GIGABYTE = 1e9;
/** Free gigabytes below which one should act, and below which things will break. */
const LITTLE = 1;
const TOO_LITTLE = 0.2;

/** Whether the data folder, or where it will be, has room and can be written to. */
export async function disk({ config }: Site): Promise<Verdict> {
  const folder = await standing(path.resolve(config.dataDir));
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable)
    return fail(
      `${folder} cannot be written to`,
      'Give the folder to the account the service runs as, or choose another DATA_DIR.',
    );
  const { bavail, bsize } = await statfs(folder);
  return roomVerdict((bavail * bsize) / GIGABYTE, folder);
}

/** Judges free room. @param free gigabytes */
export function roomVerdict(free: number, folder: string): Verdict {
  const found = `${free.toFixed(1)} GB free in ${folder}`;
  const mend = `Make room on the disk of ${folder}, or give it a larger one.`;
  if (free < TOO_LITTLE) return fail(found, mend);
  return free < LITTLE ? warn(found, mend) : ok(found);
}

/** The folder, or the nearest above it that exists. */
async function standing(folder: string): Promise<string> {
  for (let at = folder; ; at = path.dirname(at))
    if (at === path.dirname(at) || (await stat(at).catch(() => undefined))?.isDirectory()) return at;
}
