import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';
import { Links } from '../links/links.js';
import { Outbox } from '../mail/outbox.js';
import { Suppressions } from '../mail/suppressions.js';
import { Member } from '../members/member.entity.js';
import { SignUp } from '../members/sign-up.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { Programme } from '../programmes/programme.entity.js';
import { Cadence } from './cadence.entity.js';
import { Enrolment, type EnrolmentState } from './enrolment.entity.js';
import { Enrolments } from './enrolments.service.js';

/** The programme people sign up for. */
export const FIRST_PROGRAMME = 'core';

/** What a member is told on having joined. */
export interface Joined {
  organisation: string;
  programme: string;
  firstLesson: Date | null;
  zone: string;
}

/** What the page behind an invitation shows. */
export interface Invitation {
  name: string;
  organisation: string;
  programme: string;
  weekday: number;
  time: string;
  zone: string;
  state: EnrolmentState;
}

/** The button on the page behind a confirmation or an invitation: from then on lessons come. */
@Injectable()
export class Joining {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly enrolments: Enrolments,
    private readonly outbox: Outbox,
    private readonly suppressions: Suppressions,
  ) {}

  /**
   * Confirms a sign-up: makes the organisation and the member, and starts the programme. A second time changes nothing,
   * not even for somebody who has left since.
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
      const settled = signUp.confirmedAt ?? (known?.confirmedAt && !(await this.suppressions.reason(addressHash)));
      if (known && settled) return this.joined(db, known.id);
      const member = await this.admit(db, signUp, known ?? (await this.newMember(db, signUp, addressHash)));
      await db.update(SignUp, { id }, { confirmedAt: this.clock.now() });
      return this.start(db, member, await this.enrolments.programme(db, FIRST_PROGRAMME, 'programme'));
    });
  }

  /** What an invitation is to. @throws NotFound */
  async invitation(token: string): Promise<Invitation> {
    const { enrolment, member, organisation, programme } = await this.invited(this.dataSource.manager, token);
    const cadence = await this.dataSource.manager.findOneByOrFail(Cadence, { memberId: member.id });
    return {
      name: member.name,
      organisation: organisation.name,
      programme: programme.title,
      weekday: cadence.weekday,
      time: cadence.time.slice(0, 5),
      zone: cadence.zone,
      state: enrolment.state,
    };
  }

  /** Says yes to an invitation. A second time changes nothing. @throws NotFound */
  async accept(token: string): Promise<Joined> {
    return this.dataSource.transaction(async (db) => {
      const { enrolment, member, programme } = await this.invited(db, token);
      if (enrolment.state === 'active' || enrolment.state === 'finished') return this.joined(db, member.id);
      await db.update(Member, { id: member.id }, { confirmedAt: member.confirmedAt ?? this.clock.now() });
      await this.suppressions.lift(member.addressHash, ['unsubscribed'], db);
      return this.start(db, member, programme);
    });
  }

  /** Says no to an invitation: no more mail, until the member thinks otherwise. @throws NotFound */
  async decline(token: string): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const { enrolment, member } = await this.invited(db, token);
      if (enrolment.state !== 'invited') return;
      await db.update(Enrolment, { id: enrolment.id }, { state: 'withdrawn' });
      await this.suppressions.suppress(member.addressHash, 'unsubscribed', db);
    });
  }

  private async invited(db: EntityManager, token: string) {
    const enrolment = await db.findOneBy(Enrolment, { id: this.links.open('invitation', token) });
    const member = enrolment && (await db.findOneBy(Member, { id: enrolment.memberId }));
    if (!member?.address) throw new NotFound('no such invitation');
    const programme = await db.findOneByOrFail(Programme, { id: enrolment!.programmeId });
    const organisation = await db.findOneByOrFail(Organisation, { id: member.organisationId });
    return { enrolment: enrolment!, member, organisation, programme };
  }

  private async newMember(db: EntityManager, signUp: SignUp, addressHash: Buffer): Promise<Member> {
    const { organisation: name, sector, size, nation, emergingTechnology, address, addressKey } = signUp;
    const createdAt = this.clock.now();
    const organisation = await db.save(
      db.create(Organisation, { name, sector, size, nation, emergingTechnology, createdAt }),
    );
    const person = { organisationId: organisation.id, address, addressKey, addressHash, createdAt };
    return db.save(db.create(Member, { ...person, name: signUp.name, origin: 'sign-up' }));
  }

  /** The owner of the address has asked for lessons: whatever kept them back before is over. */
  private async admit(db: EntityManager, signUp: SignUp, member: Member): Promise<Member> {
    const { name, termsVersion, privacyVersion, acceptedAt, weekday, time, zone } = signUp;
    await db.update(
      Member,
      { id: member.id },
      { name, termsVersion, privacyVersion, termsAcceptedAt: acceptedAt, confirmedAt: this.clock.now() },
    );
    await this.suppressions.lift(member.addressHash, ['unsubscribed', 'bounced', 'complained', 'erased'], db);
    await this.enrolments.giveSlots(db, [{ memberId: member.id, weekday, time, zone }]);
    await this.enrolments.setSlot(db, member.id, { weekday, time, zone });
    return member;
  }

  private async start(db: EntityManager, member: Member, programme: Programme): Promise<Joined> {
    await this.enrolments.enrol(db, [member.id], programme.id);
    const { id, addressHash } = member;
    await this.outbox.post(db, { kind: 'welcome', subjectId: id, recipientId: id, addressHash, hours: 24 });
    return this.joined(db, id);
  }

  private async joined(db: EntityManager, memberId: string): Promise<Joined> {
    const [joined] = await db.query<[Joined]>(
      `select o.name as organisation, p.title as programme, c.next_due_at as "firstLesson", c.zone
       from member m join organisation o on o.id = m.organisation_id join cadence c on c.member_id = m.id
         join enrolment e on e.member_id = m.id join programme p on p.id = e.programme_id
       where m.id = $1 order by (p.slug = $2) desc, e.created_at desc limit 1`,
      [memberId, FIRST_PROGRAMME],
    );
    return joined;
  }
}
