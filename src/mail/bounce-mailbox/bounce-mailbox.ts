import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import { CONFIG, type Config } from '../../config.js';
import { isAway } from '../../database/away.js';
import { readReport } from '../bounces/read-report.js';
import { withoutAddresses } from '../without-addresses.js';
import { imapSettings } from './imap-settings.js';
import { ReportEvents } from './report-events.js';

const PROCESSED = 'Processed';
const UNMATCHED = 'Unmatched';

/** Real time without news after which the mailbox is looked at all the same, and the longest wait before trying again. */
const POLL = 5 * 60_000;

/** The first wait before trying again. */
const PAUSE = 1000;

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
  private wait = PAUSE;

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

  /** Reads, waits for news, and begins anew when the connection breaks: later each time if nothing came of it. */
  private async watch(url: string): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const began = Date.now();
      await this.session(url).catch((error: Error & { responseText?: string }) => {
        if (!signal.aborted) this.log.warn(withoutAddresses(error.responseText ?? error.message));
      });
      if (Date.now() - began > POLL) this.wait = PAUSE;
      await sleep(this.wait, undefined, { signal }).catch(() => {});
      this.wait = Math.min(this.wait * 2, POLL);
    }
  }

  private async session(url: string): Promise<void> {
    const imap = await import('imapflow'); // for those who have such a mailbox
    const client = (this.client = new imap.ImapFlow(imapSettings(url)));
    let wake = () => {};
    for (const event of ['exists', 'close']) client.on(event, () => wake());
    client.on('error', () => {}); // `close` follows
    try {
      await client.connect();
      for (const folder of [PROCESSED, UNMATCHED]) await client.mailboxCreate(folder);
      await client.mailboxOpen('INBOX');
      while (client.usable) {
        const news = new Promise<void>((resolve) => (wake = resolve));
        await this.readAll(client);
        const timer = setTimeout(wake, POLL);
        await news.finally(() => clearTimeout(timer));
      }
    } finally {
      client.close();
    }
  }

  /** Reads every message there is, one at a time and in constant memory. */
  private async readAll(client: ImapFlow): Promise<void> {
    const uids = (await client.search({ all: true }, { uid: true })) || [];
    let stuck = 0;
    for (const uid of uids) {
      const folder = (await this.read(client, uid)) ? PROCESSED : UNMATCHED;
      if (await client.messageMove(String(uid), folder, { uid: true })) this.wait = PAUSE;
      else stuck++;
    }
    if (stuck > 0) throw new Error(`${stuck} messages could not be moved to ${PROCESSED} or ${UNMATCHED}`);
  }

  /** @returns whether the message was a report about mail of ours. What goes wrong with one does not keep back the others. */
  private async read(client: ImapFlow, uid: number): Promise<boolean> {
    try {
      if (!client.mailbox) throw new Error('no mailbox is open');
      const { uidValidity } = client.mailbox;
      const { content } = await client.download(String(uid), undefined, { uid: true });
      return content ? await this.reports.record(await readReport(content), 'mailbox', `${uidValidity}:${uid}`) : false;
    } catch (error) {
      if (!client.usable || isAway(error)) throw error;
      this.log.error(error, `message ${uid} cannot be read`);
      return false;
    }
  }
}
