import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Conflict, NotFound } from '../errors.js';
import { Links } from '../links/links.js';
import { Suppressions } from '../mail/suppressions.js';
import { Member } from '../members/member.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { standingOf } from '../organisations/standing.js';
import { Programme } from '../programmes/programme.entity.js';
import { Cadence } from './cadence.entity.js';
import { Enrolment, type EnrolmentState } from './enrolment.entity.js';
import { Enrolments } from './enrolments.service.js';
import { INVITATION_DAYS } from './invitation-ending.js';
import { type Joined, Starting } from './starting.service.js';

/** What the page behind an invitation or a notice shows. */
export interface Invitation {
  name: string;
  organisation: string;
  programme: string;
  /** who of the organisation enrolled the member, by name */
  enrolledBy: string | null;
  weekday: number;
  time: string;
  zone: string;
  state: EnrolmentState;
  /** it was a notice: the member starts, or has, without being asked */
  noticed: boolean;
  /** nobody can say yes to it any more */
  ended: boolean;
  firstLesson: Date | null;
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
    private readonly enrolments: Enrolments,
  ) {}

  /** What an invitation is to. @throws NotFound */
  async open(token: string): Promise<Invitation> {
    const db = this.dataSource.manager;
    const { enrolment, member, programme } = await this.invited(db, token);
    const { weekday, time, zone, nextDueAt } = await db.findOneByOrFail(Cadence, { memberId: member.id });
    const organisation = await db.findOneByOrFail(Organisation, { id: member.organisationId });
    return {
      name: member.name,
      organisation: organisation.name,
      programme: programme.title,
      enrolledBy: enrolment.enrolledBy,
      weekday,
      time: time.slice(0, 5),
      zone,
      state: enrolment.state,
      noticed: enrolment.noticedAt !== null,
      ended: await this.hasEnded(db, enrolment, member),
      firstLesson: nextDueAt,
    };
  }

  /**
   * Says yes. A second time changes nothing, not even for somebody who has left since.
   * @throws NotFound; Conflict when the invitation has ended
   */
  async accept(token: string): Promise<Joined> {
    return this.dataSource.transaction(async (db) => {
      const { enrolment, member, programme } = await this.invited(db, token, true);
      if (enrolment.state === 'active' || enrolment.state === 'finished') return this.starting.joined(db, member.id);
      if (await this.hasEnded(db, enrolment, member))
        throw new Conflict('This invitation has ended. You can sign up on the front page, or be invited again.');
      await db.update(Member, { id: member.id }, { confirmedAt: member.confirmedAt ?? this.clock.now() });
      await db.update(Enrolment, { id: enrolment.id }, { noticedAt: null });
      await this.suppressions.lift(member.addressHash, ['unsubscribed'], db);
      return this.starting.start(db, member, programme);
    });
  }

  /** Says no: no more mail, until the member thinks otherwise. @throws NotFound */
  async decline(token: string): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const { enrolment, member } = await this.invited(db, token, true);
      if (enrolment.state === 'invited') await db.update(Enrolment, { id: enrolment.id }, { state: 'withdrawn' });
      if (enrolment.state === 'active' && enrolment.noticedAt) await this.enrolments.withdrawAll(db, member.id);
      await this.suppressions.suppress(member.addressHash, 'unsubscribed', db);
    });
  }

  /** Nobody answered in time, or staff took the member out; who said no may still think otherwise. */
  private async hasEnded(
    db: EntityManager,
    { state, invitedAt, noticedAt }: Enrolment,
    member: Member,
  ): Promise<boolean> {
    if (state === 'active' || state === 'finished') return false;
    const written = invitedAt ?? noticedAt;
    if (!written) return false;
    const last = written.getTime() + INVITATION_DAYS * 24 * 3600_000;
    if (last < this.clock.now().getTime()) return true;
    if ((await standingOf(db, member.organisationId)) === 'ended') return true;
    return state === 'withdrawn' && (await this.suppressions.reason(member.addressHash, db)) === undefined;
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
