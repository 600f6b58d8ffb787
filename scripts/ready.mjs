// Makes a clone ready to run: `node scripts/ready.mjs` installs what package-lock.json names when node_modules differs
// from it; `node scripts/ready.mjs build` also builds when dist is missing or was made from other sources.
// Runs before npm's scripts with nothing installed, under any Node from 20.19: no dependencies, no newer syntax.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const SOURCES = ['src', 'migrations', 'tsconfig.json', 'nest-cli.json', 'package.json', 'package-lock.json'];
const STAMP = at('dist', '.sources.sha256'); // what the build was made from
const INSTALLED = at('node_modules', '.installed.sha256'); // the lock file that was installed here

const sha256 = (content) => createHash('sha256').update(content).digest('hex');
const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');

/** Whether npm leaves a package out on this machine (`os` and `cpu` are a name or a list; some lists say `!name`). */
function foreign(entry) {
  const refuses = (names, here) => {
    const list = [].concat(names ?? []);
    const asked = list.filter((name) => !name.startsWith('!'));
    return list.includes(`!${here}`) || (asked.length > 0 && !asked.includes(here));
  };
  return refuses(entry.os, process.platform) || refuses(entry.cpu, process.arch);
}

/** Whether every package of the lock file is installed, in that version and with that hash. */
function installed() {
  const lock = read(at('package-lock.json'));
  const found = read(at('node_modules', '.package-lock.json')); // npm writes it last
  if (!found) return false;
  if (read(INSTALLED) === sha256(lock)) return true;
  const [wanted, have] = [JSON.parse(lock).packages, JSON.parse(found).packages];
  const insisted = wanted[''].optionalDependencies ?? {}; // what those of other packages need, npm judges
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '' || entry.link) return true;
    if (have[name]) return have[name].version === entry.version && have[name].integrity === entry.integrity;
    return entry.optional && (foreign(entry) || !(name.replace('node_modules/', '') in insisted));
  });
}

function* files(name) {
  const found = fs.statSync(at(name), { throwIfNoEntry: false });
  if (found?.isFile()) yield name;
  if (found?.isDirectory()) for (const child of fs.readdirSync(at(name)).sort()) yield* files(path.join(name, child));
}

/** A hash of the sources' names and contents: times would not tell of a deleted file or of an older one put back. */
function fingerprint() {
  const names = SOURCES.flatMap((source) => [...files(source)]);
  return sha256(JSON.stringify(names.map((name) => [name, sha256(fs.readFileSync(at(name)))])));
}

function built() {
  return fs.existsSync(at('dist', 'src', 'main.js')) && read(STAMP) === fingerprint();
}

/** Runs a program to its end, or ends the script with its status. npm would go on installing after a signal. */
async function run(command, args, shell = false) {
  const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', 'inherit', 'inherit'] });
  const end = (signal, number) => {
    child.kill('SIGKILL');
    process.exit(128 + number);
  };
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.once(name, end);
  const status = await new Promise((resolve) => {
    child.once('error', (error) => resolve(console.error(`${command}: ${error.message}`)));
    child.once('exit', resolve);
  });
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.off(name, end);
  if (status !== 0) process.exit(status || 1);
}

async function install() {
  console.log('Installing dependencies (about a minute the first time) …');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  if (npm && /npm-cli\.c?js$/.test(npm)) await run(process.execPath, [npm, ...args]);
  else await run('npm', args, process.platform === 'win32');
  fs.writeFileSync(INSTALLED, sha256(read(at('package-lock.json'))));
}

async function build() {
  console.log('Building …');
  const sources = fingerprint();
  for (const name of [...files(path.join('dist', 'src')), ...files(path.join('dist', 'migrations'))]) {
    const source = at(path.relative('dist', name).replace(/\.js(\.map)?$/, '.ts'));
    if (/\.js(\.map)?$/.test(name) && !fs.existsSync(source)) fs.rmSync(at(name)); // a deleted migration must not run
  }
  // The compiler's notes make it skip what it believes is there.
  const complete = ['src', 'migrations'].every((folder) =>
    [...files(folder)].every((name) => !name.endsWith('.ts') || fs.existsSync(at('dist', name.replace(/ts$/, 'js')))),
  );
  if (!complete) fs.rmSync(at('dist', '.tsbuildinfo'), { force: true });
  fs.rmSync(STAMP, { force: true });
  const pinned = at('node_modules', '.bin', 'node');
  const node = process.platform !== 'win32' && fs.existsSync(pinned) ? pinned : process.execPath;
  await run(node, [at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build']);
  fs.writeFileSync(STAMP, sources);
}

const alive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Runs work while no other ready.mjs does. The lock is a folder, renamed into place with its owner's pid in it. */
async function alone(work) {
  const lock = at('.ready-lock');
  const mine = `${lock}-${process.pid}`;
  for (const name of fs.readdirSync(root)) {
    const waiter = Number(/^\.ready-lock-(\d+)/.exec(name)?.[1]);
    if (waiter && !alive(waiter)) fs.rmSync(at(name), { recursive: true, force: true });
  }
  fs.mkdirSync(mine, { recursive: true });
  fs.writeFileSync(path.join(mine, 'pid'), String(process.pid));
  for (let told = false; ; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)) {
    try {
      fs.renameSync(mine, lock);
      break;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
    }
    const owner = Number(read(path.join(lock, 'pid')));
    if (!owner) continue; // given back this moment
    if (!alive(owner)) discard(lock, `${mine}-stale`);
    else if (!told) console.log(`Waiting for process ${owner}, which installs or builds here …`);
    told = true;
  }
  process.on('exit', () => discard(lock, mine));
  await work();
}

/** Takes a lock away in one step: emptied in place, it could be another's by the time its folder goes. */
function discard(lock, aside) {
  try {
    fs.renameSync(lock, aside);
    fs.rmSync(aside, { recursive: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

const wantsBuild = process.argv[2] === 'build';
if (!installed() || (wantsBuild && !built())) {
  await alone(async () => {
    if (!installed()) await install();
    if (wantsBuild && !built()) await build();
  });
}
const pinned = ['node', 'node.cmd'].some((name) => fs.existsSync(at('node_modules', '.bin', name)));
if (!pinned && Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Node 24 is needed: this is ${process.versions.node}, and npm has no Node for ${process.platform}-${process.arch}.`,
  );
  process.exit(1);
}
