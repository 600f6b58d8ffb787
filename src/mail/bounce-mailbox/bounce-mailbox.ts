import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ImapFlow } from 'imapflow';
import { CONFIG, type Config } from '../../config.js';
import { readReport } from '../bounces/read-report.js';
import { imapSettings } from './imap-settings.js';
import { ReportEvents } from './report-events.js';

const PROCESSED = 'Processed';
const UNMATCHED = 'Unmatched';

/** Real time without news after which the mailbox is looked at all the same, and the longest wait before trying again. */
const POLL = 5 * 60_000;

/**
 * Reads the mailbox that bounces go to. What was understood moves to Processed, the rest to Unmatched, where a person can
 * see it; nothing is ever deleted. What was read and not yet moved when a connection broke is read again without harm.
 */
@Injectable()
export class BounceMailbox implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(BounceMailbox.name);
  private readonly stopping = new AbortController();
  private client: ImapFlow | undefined;
  private watching: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly reports: ReportEvents,
  ) {}

  onApplicationBootstrap(): void {
    const { worker, bounceImapUrl } = this.config;
    if (worker && bounceImapUrl) this.watching = this.watch(bounceImapUrl);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.client?.close();
    await this.watching;
  }

  /** Reads, waits for news, and begins anew when the connection breaks, later each time it fails at once. */
  private async watch(url: string): Promise<void> {
    for (let wait = 1000; !this.stopping.signal.aborted; wait = Math.min(wait * 2, POLL)) {
      const began = Date.now();
      try {
        await this.session(url);
      } catch (error) {
        if (!this.stopping.signal.aborted) this.log.warn(`the bounce mailbox: ${(error as Error).message}`);
      }
      if (Date.now() - began > POLL) wait = 1000;
      await this.pause(wait);
    }
  }

  private async session(url: string): Promise<void> {
    const client = (this.client = new ImapFlow(imapSettings(url)));
    const broken = new Promise<void>((resolve) => client.once('close', resolve));
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (const folder of [PROCESSED, UNMATCHED]) await client.mailboxCreate(folder);
      await client.mailboxOpen('INBOX');
      while (client.usable && !this.stopping.signal.aborted) {
        const news = new Promise<void>((resolve) => client.once('exists', () => resolve()));
        await this.readAll(client);
        await Promise.race([news, broken, this.pause(POLL)]);
      }
    } finally {
      client.close();
    }
  }

  /** Reads every message there is, one at a time and in constant memory. */
  private async readAll(client: ImapFlow): Promise<void> {
    const uids = (await client.search({ all: true }, { uid: true })) || [];
    for (const uid of uids) {
      if (this.stopping.signal.aborted || !client.mailbox) return;
      const { uidValidity } = client.mailbox;
      const matched = await this.read(client, uid, String(uidValidity));
      await client.messageMove(String(uid), matched ? PROCESSED : UNMATCHED, { uid: true });
    }
  }

  /** @returns whether the message was a report about mail of ours */
  private async read(client: ImapFlow, uid: number, uidValidity: string): Promise<boolean> {
    const { content } = await client.download(String(uid), undefined, { uid: true });
    if (!content) return false;
    const report = await readReport(content);
    return this.reports.record(report, 'mailbox', `${uidValidity}:${uid}`);
  }

  private pause(milliseconds: number): Promise<void> {
    const { signal } = this.stopping;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', end);
        resolve();
      }, milliseconds);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
