import { chmodSync, existsSync, lchownSync, linkSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Account, canEnter, isRoot, serverAccount } from './embedded-account.js';
import { stateFolder } from './embedded-state.js';
import { socketFits } from './embedded-socket.js';

/** Where one data folder's PostgreSQL lives: a folder that only the account it runs as (and root) may enter. */
export interface Place {
  folder: string;
  account: Account;
}

/** In the data folder: names the folder in root's state folder, where the data is kept there, and its data folder. */
const MARKER = 'postgres.place';

/**
 * Finds the place of a data folder's PostgreSQL, or makes one: `<data folder>/postgres`. For root, when the account that
 * PostgreSQL runs as cannot enter there or its socket's path would be too long: a folder of root's state folder. What
 * was once chosen stays.
 * @throws Error when the place exists and cannot be used
 */
export function findPlace(dataDir: string, log: (line: string) => void): Place {
  makeDataDir(dataDir);
  const folder = path.join(realpathSync(dataDir), 'postgres');
  const marker = path.join(dataDir, MARKER);
  if (!isRoot()) {
    if (existsSync(marker))
      throw new Error(`The database of ${dataDir} is kept by root, who must run this (${marker}).`);
    return ownPlace(folder);
  }
  if (existsSync(marker)) return statePlace(dataDir);
  const account = serverAccount(folder);
  const reachable = canEnter(account, dataDir);
  const chosen = existsSync(path.join(folder, 'cluster'));
  if (chosen && !reachable) {
    throw new Error(`${folder} belongs to account ${account.uid}, which cannot enter ${dataDir}: let it (chmod o+x).`);
  }
  if (reachable && (chosen || socketFits(folder))) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (lstatSync(folder).uid === 0) lchownSync(folder, account.uid ?? 0, account.gid ?? 0);
    return { folder, account };
  }
  const place = newStatePlace(dataDir, account);
  log(`the database of ${dataDir} is kept in ${place.folder}: PostgreSQL does not run as root`);
  return place;
}

/** Removes the database of a data folder, wherever it is kept; nothing may run there. For throw-away data folders. */
export function removePlace(dataDir: string): void {
  const marker = path.join(dataDir, MARKER);
  if (existsSync(marker)) rmSync(statePlace(dataDir).folder, { recursive: true, force: true });
  rmSync(marker, { force: true });
  rmSync(path.join(dataDir, 'postgres'), { recursive: true, force: true });
}

function makeDataDir(dataDir: string): void {
  if (existsSync(dataDir)) return;
  mkdirSync(path.dirname(dataDir), { recursive: true });
  // Root's is open to walk through, for the account PostgreSQL runs as; not to list.
  mkdirSync(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
}

function ownPlace(folder: string): Place {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (lstatSync(folder).uid !== process.getuid?.()) throw new Error(`${folder} belongs to another account.`);
  chmodSync(folder, 0o700);
  return { folder, account: {} };
}

function statePlace(dataDir: string): Place {
  const marker = path.join(dataDir, MARKER);
  const [name = '', of = ''] = readFileSync(marker, 'utf8').split('\n');
  const folder = path.join(stateFolder(), name);
  if (!/^data-[\w-]+$/.test(name) || !existsSync(folder)) {
    throw new Error(`The database that ${marker} names is not in ${stateFolder()}; delete the file to begin anew.`);
  }
  const here = realpathSync(dataDir);
  const other = path.join(of, MARKER);
  if (of !== here && existsSync(other) && readFileSync(other, 'utf8').startsWith(`${name}\n`)) {
    throw new Error(`${here} is a copy of ${of} and names the same database; delete ${marker} to begin anew.`);
  }
  return { folder, account: serverAccount(folder) };
}

function newStatePlace(dataDir: string, account: Account): Place {
  const folder = mkdtempSync(path.join(stateFolder(), 'data-'));
  lchownSync(folder, account.uid ?? 0, account.gid ?? 0);
  const marker = path.join(dataDir, MARKER);
  const beside = `${marker}-${process.pid}`;
  writeFileSync(beside, `${path.basename(folder)}\n${realpathSync(dataDir)}\n`);
  try {
    linkSync(beside, marker); // whole or not at all, and only for the first
  } catch (error) {
    rmSync(folder, { recursive: true });
    if (!existsSync(marker)) throw error;
  } finally {
    rmSync(beside);
  }
  return statePlace(dataDir);
}
