import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';
import { Links } from '../links/links.js';
import { Suppressions } from '../mail/suppressions.js';
import { Member } from '../members/member.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { Programme } from '../programmes/programme.entity.js';
import { Cadence } from './cadence.entity.js';
import { Enrolment, type EnrolmentState } from './enrolment.entity.js';
import { type Joined, Starting } from './starting.service.js';

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

/** The yes or no of people whom another has enrolled. */
@Injectable()
export class Invitations {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly suppressions: Suppressions,
    private readonly starting: Starting,
  ) {}

  /** What an invitation is to. @throws NotFound */
  async open(token: string): Promise<Invitation> {
    const db = this.dataSource.manager;
    const { enrolment, member, programme } = await this.invited(db, token);
    const { weekday, time, zone } = await db.findOneByOrFail(Cadence, { memberId: member.id });
    const organisation = await db.findOneByOrFail(Organisation, { id: member.organisationId });
    return {
      name: member.name,
      organisation: organisation.name,
      programme: programme.title,
      weekday,
      time: time.slice(0, 5),
      zone,
      state: enrolment.state,
    };
  }

  /** Says yes. A second time changes nothing, not even for somebody who has left since. @throws NotFound */
  async accept(token: string): Promise<Joined> {
    return this.dataSource.transaction(async (db) => {
      const { enrolment, member, programme } = await this.invited(db, token, true);
      if (enrolment.state === 'active' || enrolment.state === 'finished') return this.starting.joined(db, member.id);
      await db.update(Member, { id: member.id }, { confirmedAt: member.confirmedAt ?? this.clock.now() });
      await this.suppressions.lift(member.addressHash, ['unsubscribed'], db);
      return this.starting.start(db, member, programme);
    });
  }

  /** Says no: no more mail, until the member thinks otherwise. @throws NotFound */
  async decline(token: string): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const { enrolment, member } = await this.invited(db, token, true);
      if (enrolment.state === 'invited') await db.update(Enrolment, { id: enrolment.id }, { state: 'withdrawn' });
      await this.suppressions.suppress(member.addressHash, 'unsubscribed', db);
    });
  }

  /** @param held so that a second press of the button waits for the first */
  private async invited(db: EntityManager, token: string, held = false) {
    const enrolment = await db.findOne(Enrolment, {
      where: { id: this.links.open('invitation', token) },
      ...(held && { lock: { mode: 'pessimistic_write' } }),
    });
    const member = enrolment && (await db.findOneBy(Member, { id: enrolment.memberId }));
    if (!member?.address) throw new NotFound('no such invitation');
    const programme = await db.findOneByOrFail(Programme, { id: enrolment!.programmeId });
    return { enrolment: enrolment!, member, programme };
  }
}
