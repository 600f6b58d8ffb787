import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { CONFIG, type Config } from '../../config.js';

/** What is shown of a kept message without opening it. */
export interface MailboxEntry {
  id: string;
  to: string;
  subject: string;
  /** the kind of mail, from its Feedback-ID */
  kind: string;
  /** the message's own date, ISO */
  at: string;
}

/** Messages that are kept. */
const KEPT = 1000;

/**
 * The built-in mailbox: where mail goes while no relay is set. A real SMTP server on a loopback port that keeps what it is
 * given as files in the data folder, so that commands beside the service, and the service after a restart, see the same.
 */
@Injectable()
export class Mailbox implements OnApplicationShutdown {
  /** whether mail goes here */
  readonly on: boolean;
  private readonly folder: string;
  private entries: MailboxEntry[] | undefined;
  private server: SMTPServer | undefined;
  private starting: Promise<string> | undefined;
  private last = 0;

  constructor(@Inject(CONFIG) config: Config) {
    this.on = config.relays.length === 0 && !config.production;
    this.folder = join(config.dataDir, 'mailbox');
  }

  /** The SMTP address of the mailbox: that of the service that runs on this data folder, or our own, started now. */
  address(): Promise<string> {
    return (this.starting ??= this.start());
  }

  /** Kept messages, newest first; with an address, those to addresses that hold it. */
  async list(address?: string): Promise<MailboxEntry[]> {
    const entries = await this.load();
    const wanted = address?.trim().toLowerCase();
    return entries.filter((entry) => !wanted || entry.to.toLowerCase().includes(wanted)).toReversed();
  }

  /** A message as it was received. */
  async source(id: string): Promise<Buffer | undefined> {
    if (!/^\d{1,15}$/.test(id)) return undefined;
    return readFile(join(this.folder, `${id}.eml`)).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.server) return;
    await rm(join(this.folder, 'port'), { force: true });
    await new Promise<void>((resolve) => this.server!.close(resolve));
  }

  private async start(): Promise<string> {
    const running = await readFile(join(this.folder, 'port'), 'utf8').catch(() => undefined);
    if (running && (await answers(Number(running)))) return `smtp://127.0.0.1:${running}`;
    await this.load();
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      hideENHANCEDSTATUSCODES: false,
      size: 25 * 1024 * 1024,
      onData: (stream, _session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => void this.keep(Buffer.concat(chunks)).then(() => callback(), callback));
      },
    });
    this.server.on('error', () => {});
    const port = await new Promise<number>((resolve, reject) => {
      const listener = this.server!.listen(0, '127.0.0.1', () =>
        resolve((listener.address() as { port: number }).port),
      );
      listener.once('error', reject);
    });
    await writeFile(join(this.folder, 'port'), String(port), { mode: 0o600 });
    return `smtp://127.0.0.1:${port}`;
  }

  private async keep(source: Buffer): Promise<void> {
    const entries = await this.load();
    const id = String(++this.last);
    const file = join(this.folder, `${id}.eml`);
    await writeFile(`${file}.new`, source, { mode: 0o600 });
    await rename(`${file}.new`, file);
    entries.push(await summary(id, source));
    for (const old of entries.splice(0, Math.max(0, entries.length - KEPT)))
      await rm(join(this.folder, `${old.id}.eml`), { force: true });
  }

  private async load(): Promise<MailboxEntry[]> {
    if (this.entries) return this.entries;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const ids = (await readdir(this.folder)).flatMap((name) => /^(\d+)\.eml$/.exec(name)?.[1] ?? []).map(Number);
    const kept = ids.toSorted((a, b) => a - b).map(String);
    const entries = await Promise.all(kept.map(async (id) => summary(id, (await this.source(id))!)));
    this.last = Math.max(0, ...ids);
    return (this.entries ??= entries);
  }
}

async function summary(id: string, source: Buffer): Promise<MailboxEntry> {
  const end = source.indexOf('\r\n\r\n');
  const mail = await PostalMime.parse(end < 0 ? source : source.subarray(0, end + 4));
  const feedback = mail.headers.find((header) => header.key === 'feedback-id')?.value ?? '';
  return {
    id,
    to: mail.to?.map((to) => to.address).join(', ') ?? '',
    subject: mail.subject ?? '',
    kind: feedback.split(':')[1] ?? '',
    at: new Date(mail.date ?? 0).toISOString(),
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (result: boolean) => (socket.destroy(), resolve(result));
    socket
      .once('data', () => end(true))
      .once('error', () => end(false))
      .setTimeout(1000, () => end(false));
  });
}
