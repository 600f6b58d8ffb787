import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../clock.js';
import { TooMany } from '../../errors.js';
import { Links } from '../../links/links.js';
import { RateLimits, type Limit } from '../../links/rate-limits.js';
import type { Verdict } from '../bounces/classify.js';
import { MailEvents } from '../events/mail-events.js';
import { withoutAddresses } from '../without-addresses.js';
import { MAILGUN_WINDOW } from './mailgun.js';
import type { Told } from './told.js';
import { verdictOf } from './verdict.js';

/** Keeps what providers tell, each event once. */
@Injectable()
export class Webhooks {
  private readonly tokens: Limit;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly events: MailEvents,
    limits: RateLimits,
  ) {
    this.tokens = limits.limit('webhook token', 1, 3 * MAILGUN_WINDOW);
  }

  /** Keeps what genuine calls told, an event at a time: when that breaks off, the provider tells it again, and what is kept is known. */
  async record(source: string, told: Told[]): Promise<void> {
    for (const one of told) {
      const verdict = verdictOf(one);
      if (verdict) await this.dataSource.transaction((db) => this.keep(db, source, one, verdict));
    }
  }

  /** As `record`, for calls that prove themselves by a token only: one that came before is ignored, whatever comes with it. */
  async recordOnce(source: string, token: string, told: Told[]): Promise<void> {
    try {
      await this.tokens.take(`${source} ${token}`);
    } catch (error) {
      if (error instanceof TooMany) return;
      throw error;
    }
    try {
      await this.record(source, told);
    } catch (error) {
      await this.tokens.giveBack(`${source} ${token}`);
      throw error;
    }
  }

  private async keep(db: EntityManager, source: string, told: Told, verdict: Verdict): Promise<void> {
    const deliveryId = await deliveryOf(db, told.messageId);
    const { address, status, diagnostic } = told;
    await this.events.record(db, {
      source,
      sourceId: shortId(told.id),
      deliveryId,
      addressHash: deliveryId || !address ? undefined : this.links.addressHash(address),
      class: verdict.class,
      matched: withoutAddresses(verdict.matched).slice(0, 100),
      status: /^[245](?:\.\d{1,3}){2}$/.test(status ?? '') ? status : undefined,
      said: diagnostic && withoutAddresses(diagnostic).slice(0, 500),
      at: this.clock.now(),
    });
  }
}

async function deliveryOf(db: EntityManager, messageId: string | undefined): Promise<string | undefined> {
  if (!messageId) return undefined;
  const [row] = await db.query<[{ id: string }?]>('select id from delivery where message_id = $1', [messageId]);
  return row?.id;
}

/** An index takes no name of any length, and PostgreSQL no NUL. */
function shortId(id: string): string {
  const plain = id.length <= 200 && !id.includes('\0');
  return plain ? id : createHash('sha256').update(id).digest('base64url');
}
