import { execFile } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/app.js';
import type { ImapServer } from './dovecot.js';
import { idOf, makeFolder } from './folder.js';

const run = promisify(execFile);

/**
 * Debian's Postfix as a relay: with settings, queue, log and a port of its own. It hands everything on to one far side,
 * and what comes back for the bounce address to a mailbox. Its patience is seconds where others have days.
 */
export async function startPostfix(
  far: number,
  bounces: string,
  mailbox: ImapServer,
): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = makeFolder('postfix');
  const port = await freePort();
  for (const part of ['etc', 'queue', 'data', 'log']) mkdirSync(path.join(folder, part));
  chownSync(path.join(folder, 'data'), idOf('user', 'postfix'), idOf('group', 'postfix'));
  const etc = path.join(folder, 'etc');
  writeFileSync(path.join(etc, 'main.cf'), main(folder, far, bounces, mailbox));
  writeFileSync(path.join(etc, 'master.cf'), master(port));
  await run('/usr/sbin/postfix', ['-c', etc, 'start']);
  return {
    url: `smtp://127.0.0.1:${port}`,
    stop: async () => void (await run('/usr/sbin/postfix', ['-c', etc, 'stop'])),
  };
}

const main = (folder: string, far: number, bounces: string, { maildir, uid, gid }: ImapServer) => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log/mail.log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example.com
mydestination =
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_mynetworks, reject
alias_maps =
relayhost = [127.0.0.1]:${far}
smtp_tls_security_level = none
recipient_delimiter = +
virtual_mailbox_domains = ${bounces.split('@')[1]}
virtual_mailbox_maps = inline:{ { ${bounces} = ${path.basename(maildir)}/ } }
virtual_mailbox_base = ${path.dirname(maildir)}
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
delay_warning_time = 1s
maximal_queue_lifetime = 6s
bounce_queue_lifetime = 6s
`;

/** None in a chroot: that would want copies of system files in the queue. */
const master = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
