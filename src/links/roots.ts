import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { Conflict } from '../errors.js';
import type { Roots } from './links.js';

/** The root secrets: those of the settings or the one kept in the data folder, and the lasting one kept in the database. */
export async function loadRoots(config: Config, dataSource: DataSource): Promise<Roots> {
  const secrets = config.secrets ?? [await keptSecret(config.dataDir)];
  return { rotating: secrets.map((secret) => Buffer.from(secret)), lasting: await lastingSecret(dataSource) };
}

/** Made beside and linked into place: whoever comes second, or after a crash, finds all of it or nothing. */
async function keptSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret');
  if (!existsSync(file)) {
    await mkdir(dataDir, { recursive: true });
    const made = `${file}.${randomUUID()}`;
    await writeFile(made, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
    await link(made, file).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(made);
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length < 32) throw new Conflict(`${file} is damaged: remove it, or set SECRET`);
  return secret;
}

async function lastingSecret(dataSource: DataSource): Promise<Buffer> {
  await dataSource.query('insert into lasting_secret (secret) values ($1) on conflict do nothing', [randomBytes(32)]);
  const [row] = await dataSource.query<[{ secret: Buffer }]>('select secret from lasting_secret');
  return row.secret;
}
