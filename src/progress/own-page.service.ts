import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid, NotFound } from '../errors.js';
import { Cadence } from '../enrolments/cadence.entity.js';
import type { Slot } from '../enrolments/cadence.js';
import { Enrolments } from '../enrolments/enrolments.service.js';
import { offersTo } from '../enrolments/offers.js';
import { pauseEnd } from '../enrolments/pausing.js';
import { forgetReasons } from '../enrolments/waiving.js';
import { Links } from '../links/links.js';
import { Suppressions } from '../mail/suppressions.js';
import { AlertWishes } from '../members/alert-wishes.js';
import { Erasing } from '../members/erasing.js';
import { Member } from '../members/member.entity.js';
import { PageLinks } from '../members/page-links.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { enrolmentList, type ListedEnrolment } from './enrolment-list.js';
import { memberData } from './member-data.js';
import { openLesson } from './open-lesson.js';

/** A member's own page: progress and preferences. */
export interface OwnPage {
  name: string;
  organisation: string;
  address: string;
  cadence: Slot & { nextDueAt?: Date; pausedUntil?: Date };
  suppressed: boolean;
  /** whether alerts come too */
  alerts: boolean;
  unsubscribeToken: string;
  enrolments: ListedEnrolment[];
  offered: { slug: string; title: string; summary: string }[];
}

/** What members see and settle themselves, behind a link that was mailed on request. All throw NotFound for a link that is not good. */
@Injectable()
export class OwnPages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly enrolments: Enrolments,
    private readonly suppressions: Suppressions,
    private readonly erasing: Erasing,
    private readonly pageLinks: PageLinks,
    private readonly alertWishes: AlertWishes,
  ) {}

  /** Mails the link if the address is a member's; the caller learns nothing. */
  async requestByAddress(addressKey: string, network: string): Promise<void> {
    await this.pageLinks.byAddress(addressKey, network);
  }

  /** Mails the link to the member whose lesson this is. */
  async requestByLesson(lessonToken: string): Promise<void> {
    const lesson = await openLesson(this.dataSource.manager, this.links.open('lesson', lessonToken));
    await this.pageLinks.toMember(lesson.memberId);
  }

  async open(token: string): Promise<OwnPage> {
    const db = this.dataSource.manager;
    const member = await this.member(token);
    const organisation = await db.findOneByOrFail(Organisation, { id: member.organisationId });
    const { weekday, time, zone, nextDueAt, pausedUntil } = await db.findOneByOrFail(Cadence, { memberId: member.id });
    const paused = pausedUntil && pausedUntil > this.clock.now() ? pausedUntil : undefined;
    return {
      name: member.name,
      organisation: organisation.name,
      address: member.address ?? '',
      cadence: {
        weekday,
        time: time.slice(0, 5),
        zone,
        ...(nextDueAt && { nextDueAt }),
        ...(paused && { pausedUntil: paused }),
      },
      suppressed: (await this.suppressions.reason(member.addressHash)) !== undefined,
      alerts: member.alertsOffAt === null,
      unsubscribeToken: this.links.token('unsubscribe', member.id),
      enrolments: await enrolmentList(db, member.id, (id) => `/lesson/${this.links.token('lesson', id)}`),
      offered: (await offersTo(db, member)).map(({ slug, title, summary }) => ({ slug, title, summary })),
    };
  }

  async setCadence(token: string, slot: Slot): Promise<void> {
    const { id } = await this.member(token);
    await this.dataSource.transaction((db) => this.enrolments.setSlot(db, id, slot));
  }

  async setName(token: string, name: string): Promise<void> {
    const { id } = await this.member(token);
    await this.dataSource.manager.update(Member, { id }, { name });
  }

  /** No lesson before a day. @param until `yyyy-mm-dd`, from tomorrow on, within a year @throws Invalid */
  async pause(token: string, until: string): Promise<void> {
    const { id } = await this.member(token);
    const { zone } = await this.dataSource.manager.findOneByOrFail(Cadence, { memberId: id });
    await this.enrolments.pause(this.dataSource.manager, id, pauseEnd(until, zone, this.clock.now()));
  }

  async resume(token: string): Promise<void> {
    const { id } = await this.member(token);
    await this.enrolments.pause(this.dataSource.manager, id, null);
  }

  async setAlerts(token: string, wanted: boolean): Promise<void> {
    const { id } = await this.member(token);
    await this.alertWishes.set(id, wanted);
  }

  /** Takes up an offered programme. @throws Invalid when it is not offered to this member */
  async enrol(token: string, slug: string): Promise<void> {
    const member = await this.member(token);
    await this.dataSource.transaction(async (db) => {
      const offer = (await offersTo(db, member)).find((one) => one.slug === slug);
      if (!offer) throw new Invalid([{ field: 'programme', problem: 'This programme is not on offer to you.' }]);
      await this.enrolments.enrol(db, [member.id], offer.id);
    });
  }

  async erase(token: string): Promise<void> {
    const { id } = await this.member(token);
    await this.dataSource.transaction(async (db) => {
      await this.enrolments.withdrawAll(db, id);
      await forgetReasons(db, [id]);
      await this.erasing.erase(db, id);
    });
  }

  /** Everything that is kept about the member. */
  async data(token: string): Promise<object> {
    const { id } = await this.member(token);
    return memberData(this.dataSource.manager, id);
  }

  private async member(token: string): Promise<Member> {
    const member = await this.dataSource.manager.findOneBy(Member, { id: this.links.open('me', token) });
    if (!member?.address) throw new NotFound('no such member');
    return member;
  }
}
