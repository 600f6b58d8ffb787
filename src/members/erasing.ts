import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { Suppressions } from '../mail/suppressions.js';
import { Member } from './member.entity.js';
import { SignUp } from './sign-up.entity.js';

/** Forgetting a person: name and address go, what is counted without a name stays, and the address is not mailed again. */
@Injectable()
export class Erasing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly suppressions: Suppressions,
  ) {}

  /** Doing it again changes nothing. */
  async erase(memberId: string): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const member = await db.findOneByOrFail(Member, { id: memberId });
      if (member.addressKey) await db.delete(SignUp, { addressKey: member.addressKey });
      if (member.erasedAt) return;
      await this.suppressions.lift(member.addressHash, ['unsubscribed'], db);
      await this.suppressions.suppress(member.addressHash, 'erased', db);
      const addressHash = randomBytes(32);
      await db.query('update delivery set address_hash = $1 where address_hash = $2', [
        addressHash,
        member.addressHash,
      ]);
      const blank = { name: '', address: null, addressKey: null, addressHash, erasedAt: this.clock.now() };
      await db.update(Member, { id: memberId }, blank);
    });
  }
}
