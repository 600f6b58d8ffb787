import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../clock.js';
import { Resending } from '../../drip/resending.service.js';
import { hold } from '../../enrolments/holding.js';
import { inviteAnew } from '../../enrolments/inviting-anew.js';
import { Invalid, NotFound } from '../../errors.js';
import { Links } from '../../links/links.js';
import type { Address } from '../../members/address.js';
import { Member } from '../../members/member.entity.js';
import { readdress, whyKeepAddress } from '../../members/readdressing.js';
import { addressed } from '../../stats/person.js';
import { Audit, type Act, type Actor } from '../audit.service.js';

/** Who is meant: one person of one organisation. */
export interface PersonKey {
  organisationId: string;
  memberId: string;
}

/** What staff do with one person alone; each act is written down. All throw NotFound for who is not of the organisation. */
@Injectable()
export class PersonCare {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly resending: Resending,
    private readonly audit: Audit,
  ) {}

  /** @param name as mails greet the person; empty: without a name */
  async rename(key: PersonKey, name: string, actor: Actor): Promise<void> {
    await this.within(key, 'person-renamed', actor, async (db, member) => {
      if (member.name === name) return undefined;
      await db.update(Member, { id: member.id }, { name });
      return {};
    });
  }

  /** Gives somebody another address and asks its owner anew. @throws Invalid with the reason why not */
  async readdress(key: PersonKey, address: Address, actor: Actor): Promise<void> {
    await this.within(key, 'address-changed', actor, async (db, member) => {
      const refuse = (problem: string) => new Invalid([{ field: 'address', problem }]);
      if (address.key === member.addressKey) throw refuse('This is their address already.');
      const why = whyKeepAddress(await addressed(db, member.id));
      if (why) throw refuse(why);
      const hash = this.links.addressHash(address.key);
      if (!(await readdress(db, member.id, address, hash))) throw refuse('This address could not be used.');
      if ((await inviteAnew(db, member.id, this.clock.now())) === 0)
        throw refuse('There is nothing to invite this person to: put them into a programme first.');
      return {};
    });
  }

  /** Sends somebody a lesson again. @throws Invalid with the reason why not */
  async resend(key: PersonKey, lesson: { enrolmentId: string; stepId: string }, actor: Actor): Promise<void> {
    await this.within(key, 'lesson-resent', actor, async (db, { id }) => {
      const { title } = await this.resending.resend(db, { memberId: id, ...lesson });
      return { step: title };
    });
  }

  private async within(
    { organisationId, memberId }: PersonKey,
    act: Act,
    actor: Actor,
    /** answers what is written down of it; undefined: nothing was changed */
    deed: (db: EntityManager, member: Member) => Promise<Record<string, unknown> | undefined>,
  ): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      await hold(db, [memberId]);
      const member = await db.findOne(Member, {
        where: { id: memberId, organisationId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!member?.address) throw new NotFound('no such member');
      const detail = await deed(db, member);
      if (detail) await this.audit.write(db, { actor, act, organisationId, memberId, detail });
    });
  }
}
