import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Links } from '../links/links.js';
import { RateLimits } from '../links/rate-limits.js';
import { Outbox } from '../mail/outbox.js';
import { TooMany } from '../errors.js';
import { Member } from './member.entity.js';

/** Milliseconds of real time that an answer takes, whoever is asked about. */
const SAME_FOR_ALL = 300;

/** Mailing a member the link to the own page. Mails of lessons get forwarded, so they do not carry it. */
@Injectable()
export class PageLinks {
  private readonly byMember;
  private readonly byNetwork;

  constructor(
    private readonly dataSource: DataSource,
    private readonly links: Links,
    private readonly outbox: Outbox,
    limits: RateLimits,
  ) {
    this.byMember = limits.limit('page-link-member', 5, 3600);
    this.byNetwork = limits.limit('page-link-network', 20, 3600);
  }

  /** Mails the link if the address is a member's; the caller learns nothing. @throws TooMany for a network that asks too often */
  async byAddress(addressKey: string, network: string): Promise<void> {
    await this.byNetwork.take(network);
    // How long it takes must not tell a member's address from another.
    await Promise.all([this.mailIfMember(addressKey), sleep(SAME_FOR_ALL)]);
  }

  /** Mails the link to a member. @throws TooMany when it was asked for too often */
  async toMember(memberId: string): Promise<void> {
    const member = await this.dataSource.manager.findOneBy(Member, { id: memberId });
    if (member?.address) await this.mail(member);
  }

  private async mailIfMember(addressKey: string): Promise<void> {
    const member = await this.dataSource.manager.findOneBy(Member, { addressHash: this.links.addressHash(addressKey) });
    if (member?.address) await this.mail(member).catch(unlessTooMany);
  }

  private async mail({ id, addressHash }: Member): Promise<void> {
    await this.byMember.take(id);
    const post = { kind: 'page-link', subjectId: id, recipientId: id, addressHash, hours: 24 };
    await this.dataSource.transaction((db) => this.outbox.post(db, post));
  }
}

function unlessTooMany(error: unknown): void {
  if (!(error instanceof TooMany)) throw error;
}
