import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { NotFound } from '../errors.js';
import { Links } from '../links/links.js';
import { Suppressions } from '../mail/suppressions.js';
import { Member } from './member.entity.js';

/** What the page behind an unsubscribe link shows. */
export interface LeavingPage {
  left: boolean;
  programmeName: string;
}

/** Leaving by the link that is in every mail of a subscription, for ever and without signing in; and coming back by it. */
@Injectable()
export class Leaving {
  constructor(
    private readonly dataSource: DataSource,
    private readonly links: Links,
    private readonly suppressions: Suppressions,
    private readonly centre: CentreService,
  ) {}

  /** @throws NotFound when the link is not ours */
  async open(token: string): Promise<LeavingPage> {
    const { addressHash } = await this.member(token);
    const { programmeName } = await this.centre.get();
    return { left: (await this.suppressions.reason(addressHash)) !== undefined, programmeName };
  }

  /** No more lessons; doing it again changes nothing. @throws NotFound */
  async leave(token: string): Promise<void> {
    const { addressHash } = await this.member(token);
    await this.suppressions.suppress(addressHash, 'unsubscribed');
  }

  /** Takes the leaving back; a suppression for another reason stays. @throws NotFound */
  async undo(token: string): Promise<void> {
    const { addressHash } = await this.member(token);
    await this.suppressions.lift(addressHash, ['unsubscribed']);
  }

  private async member(token: string): Promise<Member> {
    const member = await this.dataSource.manager.findOneBy(Member, { id: this.links.open('unsubscribe', token) });
    if (!member) throw new NotFound('no such member');
    return member;
  }
}
