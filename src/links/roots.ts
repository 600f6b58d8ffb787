import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import type { Roots } from './links.js';

/** The root secrets: those of the settings or the one kept in the data folder, and the lasting one kept in the database. */
export async function loadRoots(config: Config, dataSource: DataSource): Promise<Roots> {
  const secrets = config.secrets ?? [await keptSecret(config.dataDir)];
  return { rotating: secrets.map((secret) => Buffer.from(secret)), lasting: await lastingSecret(dataSource) };
}

async function keptSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return (await readFile(file, 'utf8')).trim();
}

async function lastingSecret(dataSource: DataSource): Promise<Buffer> {
  await dataSource.query('insert into lasting_secret (secret) values ($1) on conflict do nothing', [randomBytes(32)]);
  const [row] = await dataSource.query<[{ secret: Buffer }]>('select secret from lasting_secret');
  return row.secret;
}
