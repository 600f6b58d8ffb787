import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openEmbedded } from '../../src/database/embedded.js';
import { removePlace } from '../../src/database/embedded-place.js';
import {
  closeElsewhere,
  groupOf,
  inFolder,
  openElsewhere,
  processesNaming,
  serverPid,
  sql,
} from '../support/embedded.js';

const asRoot = process.getuid?.() === 0 ? test : test.skip;
const quiet = () => undefined;
const MAKE = `create table if not exists kept (word text); insert into kept values ('row')`;

test('the cluster is made once, in UTF-8, reached by its owner only, and keeps its rows', () =>
  inFolder(async (folder) => {
    const data = path.join(folder, 'data');
    const first = await openEmbedded(data, quiet);
    expect(first.owner).toBe(true);
    expect(first.connection.database).toBe('little_steps');
    const [form] = await sql(
      first.connection,
      `select pg_encoding_to_char(encoding) as encoding, datlocprovider, datlocale, current_setting('fsync') as fsync,
        current_setting('listen_addresses') as addresses from pg_database where datname = current_database()`,
    );
    expect(form).toEqual({ encoding: 'UTF8', datlocprovider: 'b', datlocale: 'C.UTF-8', fsync: 'on', addresses: '' });
    expect(statSync(first.connection.host).mode & 0o077).toBe(0);
    await sql(first.connection, MAKE);
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    expect(processesNaming(folder)).toEqual([]);

    const second = await openEmbedded(data, quiet);
    expect(await sql(second.connection, 'select word from kept')).toEqual([{ word: 'row' }]);
    await second.stop();
  }));

test('another process attaches, and its leaving leaves the server alone', () =>
  inFolder(async (folder) => {
    const service = await openEmbedded(path.join(folder, 'data'), quiet);
    await sql(service.connection, MAKE);
    const command = await openElsewhere(path.join(folder, 'data'));
    expect(command).toMatchObject({ owner: false, connection: service.connection });
    await closeElsewhere(command);
    expect(await sql(service.connection, 'select word from kept')).toHaveLength(1);
    await service.stop();
  }));

test('of processes that start at once on an empty folder one makes the cluster and the others attach', () =>
  inFolder(async (folder) => {
    const openers = await Promise.all([1, 2, 3].map(() => openElsewhere(path.join(folder, 'data'))));
    expect(openers.filter(({ owner }) => owner)).toHaveLength(1);
    for (const { connection } of openers) await sql(connection, MAKE);
    expect(await sql(openers[0]!.connection, 'select word from kept')).toHaveLength(3);
    for (const opener of openers.sort((a, b) => Number(a.owner) - Number(b.owner))) await closeElsewhere(opener);
    expect(processesNaming(folder)).toEqual([]);
  }));

test('a killed owner takes its server along; the next start has every row', () =>
  inFolder(async (folder) => {
    const data = path.join(folder, 'data');
    const killed = await openElsewhere(data);
    await sql(killed.connection, MAKE);
    killed.process.kill('SIGKILL');
    await once(killed.process, 'exit');
    const next = await openEmbedded(data, quiet); // at once: the server may still be on its way out
    expect(next.owner).toBe(true);
    expect(await sql(next.connection, 'select word from kept')).toEqual([{ word: 'row' }]);
    await next.stop();

    const again = await openElsewhere(data);
    again.process.kill('SIGKILL');
    await expectNothingLeft(folder);
  }));

test('a server that lost owner and guard is stopped by the next start', () =>
  inFolder(async (folder) => {
    const data = path.join(folder, 'data');
    const killed = await openElsewhere(data);
    await sql(killed.connection, MAKE);
    const server = serverPid(killed.connection.host);
    const owner = killed.process.pid!;
    // The guard before the owner: it would stop the server on seeing its owner end.
    const guards = processesNaming(folder).filter((pid) => pid !== server && pid !== owner);
    for (const pid of [...guards.toReversed(), owner]) tryKill(pid);
    await once(killed.process, 'exit');
    const said: string[] = [];
    const next = await openEmbedded(data, (line) => said.push(line));
    expect({ owner: next.owner, other: serverPid(next.connection.host) !== server }).toEqual({
      owner: true,
      other: true,
    });
    expect(said).toEqual([expect.stringContaining('left running')]);
    expect(await sql(next.connection, 'select word from kept')).toEqual([{ word: 'row' }]);
    await next.stop();
  }));

test('a lock file left by a crash, whose number is another process now, does not keep the server down', () =>
  inFolder(async (folder) => {
    const data = path.join(folder, 'data');
    const first = await openEmbedded(data, quiet);
    const lock = path.join(first.connection.host, 'cluster', 'postmaster.pid');
    const lines = readFileSync(lock, 'utf8').split('\n');
    const { uid, gid } = statSync(lock);
    await first.stop();
    const other = await openEmbedded(path.join(folder, 'other'), quiet); // a living process of the server's account
    writeFileSync(lock, [String(serverPid(other.connection.host)), ...lines.slice(1)].join('\n'), { mode: 0o600 });
    chownSync(lock, uid, gid);
    const next = await openEmbedded(data, quiet);
    expect(next.owner).toBe(true);
    await next.stop();
    await other.stop();
  }));

test('a signal to the process group reaches the owner, not the server: the service drains first', () =>
  inFolder(async (folder) => {
    const service = await openElsewhere(path.join(folder, 'data'));
    const server = serverPid(service.connection.host);
    const sameGroup = processesNaming(folder).filter((pid) => groupOf(pid) === service.process.pid);
    expect(sameGroup).toEqual([service.process.pid]);
    expect(groupOf(server)).not.toBe(service.process.pid);
    await closeElsewhere(service);
    expect(processesNaming(folder)).toEqual([]);
  }));

test('a data folder with a path too long for a socket works, and two processes meet there', () =>
  inFolder(async (folder) => {
    const long = path.join(folder, 'data', 'x'.repeat(80));
    mkdirSync(path.dirname(long), { mode: 0o711 });
    const service = await openEmbedded(long, quiet);
    expect(Buffer.byteLength(`${service.connection.host}/.s.PGSQL.5432`)).toBeLessThan(104);
    expect(statSync(service.connection.host).mode & 0o077).toBe(0);
    const command = await openElsewhere(long);
    expect(command).toMatchObject({ owner: false, connection: service.connection });
    await closeElsewhere(command);
    await service.stop();
    removePlace(long);
    expect(existsSync(service.connection.host)).toBe(false);
  }));

asRoot('below a folder that only root may enter the data is kept where the server reaches it', () =>
  inFolder(async (folder) => {
    chmodSync(folder, 0o700);
    const data = path.join(folder, 'data');
    const said: string[] = [];
    const first = await openEmbedded(data, (line) => said.push(line));
    expect(said).toContainEqual(
      expect.stringMatching(/^the database of .* is kept in \/var\/lib\/little-steps\/data-/),
    );
    await sql(first.connection, MAKE);
    await first.stop();
    const second = await openEmbedded(data, quiet);
    expect(await sql(second.connection, 'select word from kept')).toEqual([{ word: 'row' }]);
    await second.stop();

    const copy = path.join(folder, 'copy');
    mkdirSync(copy);
    writeFileSync(path.join(copy, 'postgres.place'), readFileSync(path.join(data, 'postgres.place')));
    await expect(openEmbedded(copy, quiet)).rejects.toThrow(/is a copy of/);
    rmSync(copy, { recursive: true });
  }),
);

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone with another
  }
}

async function expectNothingLeft(folder: string): Promise<void> {
  const began = performance.now();
  while (processesNaming(folder).length > 0 && performance.now() - began < 5000) await pause(50);
  expect(processesNaming(folder)).toEqual([]);
}
