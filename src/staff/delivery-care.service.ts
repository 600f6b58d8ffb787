import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Unconfirmed, type Chosen } from '../mail/unconfirmed.js';
import { type Act, type Actor, Audit } from './audit.service.js';

/** What admins do with mails whose fate nobody knows; each act is written down. */
@Injectable()
export class DeliveryCare {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unconfirmed: Unconfirmed,
    private readonly audit: Audit,
  ) {}

  /** Has them sent once more. @returns how many */
  resend(chosen: Chosen, actor: Actor): Promise<number> {
    return this.act('mails-resent', actor, chosen, 'resend');
  }

  /** Leaves them as they are. @returns how many */
  letBe(chosen: Chosen, actor: Actor): Promise<number> {
    return this.act('mails-let-be', actor, chosen, 'letBe');
  }

  private async act(act: Act, actor: Actor, chosen: Chosen, deed: 'resend' | 'letBe'): Promise<number> {
    return this.dataSource.transaction(async (db) => {
      const mails = await this.unconfirmed[deed](db, chosen);
      if (mails > 0) await this.audit.write(db, { actor, act, detail: { mails } });
      return mails;
    });
  }
}
