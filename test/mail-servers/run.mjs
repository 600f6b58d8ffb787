// Tests with Debian's mail servers: `npm run test:mail-servers`. Installs what is missing where that can be done, else says
// that they were skipped. Whatever the tests start lives in one folder: what they leave running is stopped here.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const programs = ['/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/bin/spamassassin'];
const missing = () => programs.filter((program) => !existsSync(program));

/** Why the tests cannot run here, if they cannot. */
function obstacle() {
  if (process.platform !== 'linux') return 'they need Debian';
  if (process.getuid() !== 0) return 'Postfix must be started as root';
  if (missing().length > 0 && existsSync('/usr/bin/apt-get')) install();
  if (missing().length > 0) return `${missing().join(', ')} not found`;
  const { stdout } = spawnSync('dovecot', ['--version'], { encoding: 'utf8' });
  return stdout.startsWith('2.3.') ? undefined : `their settings are for Dovecot 2.3, found ${stdout.trim()}`;
}

/** Installs the packages; their own services are not started (policy-rc.d is Debian's way to say so). */
function install() {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-q', ...args], { env, stdio: ['ignore', 2, 2] });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'postfix', 'dovecot-imapd', 'spamassassin');
  if (ours) rmSync(policy);
  // SpamAssassin's set-up leaves an agent for its keys behind
  spawnSync('/usr/bin/gpgconf', ['--homedir', '/var/lib/spamassassin/sa-update-keys', '--kill', 'gpg-agent']);
}

/** Ends the servers that a test left behind: each wrote down its process. */
function sweep(folder) {
  for (const file of globSync(['*/data/master.lock', '*/run/master.pid'], { cwd: folder })) {
    const pid = Number.parseInt(readFileSync(path.join(folder, file), 'utf8'));
    try {
      if (pid > 1) process.kill(pid, 'SIGTERM');
    } catch {
      // it has ended by itself
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}

const reason = obstacle();
if (reason) {
  console.log(`The tests with mail servers were skipped: ${reason}.`);
  process.exit();
}
const folder = mkdtempSync(path.join(tmpdir(), 'mail-servers-'));
chmodSync(folder, 0o711); // Postfix and Dovecot give up being root
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const which = ['--testMatch', '<rootDir>/test/mail-servers/*.test.ts', '--testPathIgnorePatterns', '/node_modules/'];
const child = spawn(process.execPath, [...node, 'node_modules/jest/bin/jest.js', ...process.argv.slice(2), ...which], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MAIL_SERVERS_FOLDER: folder },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  sweep(folder);
  process.exitCode = code ?? 1;
});
