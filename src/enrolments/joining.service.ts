import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';
import { Links } from '../links/links.js';
import { Suppressions } from '../mail/suppressions.js';
import { Member } from '../members/member.entity.js';
import { SignUp } from '../members/sign-up.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { standingOf } from '../organisations/standing.js';
import { Enrolments } from './enrolments.service.js';
import { FIRST_PROGRAMME, type Joined, Starting } from './starting.service.js';

/** The button on the page behind a confirmation: from then on lessons come. */
@Injectable()
export class Joining {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly enrolments: Enrolments,
    private readonly suppressions: Suppressions,
    private readonly starting: Starting,
  ) {}

  /**
   * Confirms a sign-up: makes the organisation and the member, and starts the programme. A second time changes nothing,
   * not even for somebody who has
   * left since. Whose organisation has ended begins for another, where they were.
   * @throws NotFound
   */
  async confirm(token: string): Promise<Joined> {
    const id = this.links.open('confirm', token);
    return this.dataSource.transaction(async (db) => {
      const signUp = await db.findOne(SignUp, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!signUp) throw new NotFound('no such sign-up');
      const addressHash = this.links.addressHash(signUp.addressKey);
      await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [addressHash.toString('hex')]);
      const known = await db.findOneBy(Member, { addressHash });
      const over = known && (await standingOf(db, known.organisationId)) === 'ended';
      const left = (await this.suppressions.reason(addressHash, db)) !== undefined;
      const settled = signUp.confirmedAt ?? (known?.confirmedAt && !over && !left);
      if (known && settled) return this.starting.joined(db, known.id);
      const member = known ?? (await this.newMember(db, signUp, addressHash));
      if (over) await db.update(Member, { id: member.id }, { organisationId: await this.newOrganisation(db, signUp) });
      await this.admit(db, signUp, member);
      await db.update(SignUp, { id }, { confirmedAt: this.clock.now() });
      return this.starting.start(db, member, await this.enrolments.programme(db, FIRST_PROGRAMME, 'programme'));
    });
  }

  private async newMember(db: EntityManager, signUp: SignUp, addressHash: Buffer): Promise<Member> {
    const { address, addressKey } = signUp;
    const organisationId = await this.newOrganisation(db, signUp);
    const person = { organisationId, address, addressKey, addressHash, createdAt: this.clock.now() };
    return db.save(db.create(Member, { ...person, name: signUp.name, origin: 'sign-up' }));
  }

  private async newOrganisation(db: EntityManager, signUp: SignUp): Promise<string> {
    const { organisation: name, sector, size, nation, emergingTechnology } = signUp;
    const wish = { name, sector, size, nation, emergingTechnology, createdAt: this.clock.now() };
    return (await db.save(db.create(Organisation, wish))).id;
  }

  /** The owner of the address has asked for lessons: whatever kept them back before is over. */
  private async admit(db: EntityManager, signUp: SignUp, member: Member): Promise<void> {
    const { name, termsVersion, privacyVersion, acceptedAt, weekday, time, zone } = signUp;
    await db.update(
      Member,
      { id: member.id },
      { name, termsVersion, privacyVersion, termsAcceptedAt: acceptedAt, confirmedAt: this.clock.now() },
    );
    await this.suppressions.lift(member.addressHash, ['unsubscribed', 'bounced', 'complained', 'erased'], db);
    await this.enrolments.giveSlots(db, [{ memberId: member.id, weekday, time, zone }]);
    await this.enrolments.setSlot(db, member.id, { weekday, time, zone });
  }
}
