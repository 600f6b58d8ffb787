import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Suppressions } from '../mail/suppressions.js';
import { forgetDomainsOf } from './forgetting-domains.js';
import { Member } from './member.entity.js';
import { SignUp } from './sign-up.entity.js';

/** Forgetting a person: name and address go, what is counted without a name stays, and the address is not mailed again. */
@Injectable()
export class Erasing {
  constructor(
    private readonly clock: Clock,
    private readonly suppressions: Suppressions,
  ) {}

  /** Works within the caller's transaction; doing it again changes nothing. */
  async erase(db: EntityManager, memberId: string): Promise<void> {
    const member = await db.findOneOrFail(Member, { where: { id: memberId }, lock: { mode: 'pessimistic_write' } });
    if (member.erasedAt) return;
    await forgetDomainsOf(db, [memberId]);
    if (member.addressKey) await db.delete(SignUp, { addressKey: member.addressKey });
    await db.query(`update roster_row set address = '', key = '', name = '', hash = null where hash = $1`, [
      member.addressHash,
    ]);
    await this.suppressions.lift(member.addressHash, ['unsubscribed'], db);
    await this.suppressions.suppress(member.addressHash, 'erased', db);
    // The suppression keeps the hash; nothing of the member may lead to it.
    const addressHash = randomBytes(32);
    for (const table of ['delivery', 'mail_event'])
      await db.query(`update ${table} set address_hash = $1 where address_hash = $2`, [
        addressHash,
        member.addressHash,
      ]);
    // Earlier ones may have gone to another address of theirs.
    await db.query(
      `update delivery set address_hash = $1 where recipient_id = $2 and kind in ('lesson', 'invitation')`,
      [addressHash, memberId],
    );
    const blank = { name: '', address: null, addressKey: null, addressHash, erasedAt: this.clock.now() };
    await db.update(Member, { id: memberId }, blank);
  }
}
