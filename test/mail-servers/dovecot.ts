import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { freePort } from '../support/app.js';
import { until } from '../support/until.js';
import { idOf, makeFolder } from './folder.js';

/** A mailbox on a real IMAP server: Debian's Dovecot with settings, sockets and a port of its own. */
export interface ImapServer {
  port: number;
  url: string;
  /** the mailbox's Maildir, and whose it is */
  maildir: string;
  uid: number;
  gid: number;
  /** Brings a message in, as a delivery agent does. */
  put(source: string | Buffer): void;
  /** How many messages are in a folder. */
  count(folder: 'INBOX' | 'Processed' | 'Unmatched'): number;
  /** Deletes the inbox and all that is known of it, and makes it anew. */
  remakeInbox(): Promise<void>;
  stop(): Promise<void>;
}

/** @param mailbox its folder is named so; any password opens it */
export async function startDovecot(mailbox = 'bounces'): Promise<ImapServer> {
  const folder = makeFolder('dovecot');
  const port = await freePort();
  const [uid, gid] = [idOf('user', 'nobody'), idOf('group', 'nobody')];
  const maildir = path.join(folder, 'mail', mailbox);
  for (const part of ['', 'cur', 'new', 'tmp']) mkdirSync(path.join(maildir, part), { recursive: true });
  for (const part of ['..', '', 'cur', 'new', 'tmp']) chownSync(path.join(maildir, part), uid, gid);
  const file = path.join(folder, 'dovecot.conf');
  writeFileSync(file, settings(folder, port, uid, gid));
  let child: ChildProcess;
  const start = async () => {
    child = spawn('/usr/sbin/dovecot', ['-F', '-c', file], { stdio: 'inherit' });
    await until(() => answers(port));
  };
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  await start();

  const place = (name: string) => (name === 'INBOX' ? maildir : path.join(maildir, `.${name}`));
  let count = 0;
  return {
    port,
    url: `imap://${mailbox}:secret@127.0.0.1:${port}`,
    maildir,
    uid,
    gid,
    put(source) {
      const name = `${Date.now()}.${++count}.test`;
      const written = path.join(maildir, 'tmp', name);
      writeFileSync(written, source);
      chownSync(written, uid, gid);
      renameSync(written, path.join(maildir, 'new', name));
    },
    count: (name) => {
      const parts = ['new', 'cur'].map((part) => path.join(place(name), part)); // what is read moves that way
      return parts.flatMap((part) => (existsSync(part) ? readdirSync(part) : [])).length;
    },
    async remakeInbox() {
      await stop();
      for (const name of readdirSync(maildir))
        if (name.startsWith('dovecot')) rmSync(path.join(maildir, name), { recursive: true });
      await start();
    },
    stop,
  };
}

const settings = (folder: string, port: number, uid: number, gid: number) => `
  base_dir = ${folder}/run
  state_dir = ${folder}/state
  log_path = ${folder}/log
  protocols = imap
  listen = 127.0.0.1
  ssl = no
  disable_plaintext_auth = no
  mail_location = maildir:~/
  first_valid_uid = ${uid}
  first_valid_gid = ${gid}
  mailbox_idle_check_interval = 1s
  passdb {
    driver = static
    args = nopassword=y
  }
  userdb {
    driver = static
    args = uid=${uid} gid=${gid} home=${folder}/mail/%u
  }
  service imap-login {
    inet_listener imap {
      port = ${port}
    }
    inet_listener imaps {
      port = 0
    }
  }
`;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (result: boolean) => (socket.destroy(), resolve(result));
    socket.once('data', () => end(true)).once('error', () => end(false));
  });
}
