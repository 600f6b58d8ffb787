import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Outbox } from '../mail/outbox.js';
import type { Member } from '../members/member.entity.js';
import type { Programme } from '../programmes/programme.entity.js';
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

/** What follows from a member's yes, whatever the question was. */
@Injectable()
export class Starting {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly outbox: Outbox,
  ) {}

  /** Enrols a member and sends the welcome, in the caller's transaction. */
  async start(db: EntityManager, { id, addressHash }: Member, programme: Programme): Promise<Joined> {
    await this.enrolments.enrol(db, [id], programme.id);
    await this.outbox.post(db, { kind: 'welcome', subjectId: id, recipientId: id, addressHash, hours: 24 });
    return this.joined(db, id);
  }

  /** Where a member who has started already stands. */
  async joined(db: EntityManager, memberId: string): Promise<Joined> {
    const [joined] = await db.query<[Joined]>(JOINED, [memberId, FIRST_PROGRAMME]);
    return joined;
  }
}

const JOINED = `
  select o.name as organisation, p.title as programme, c.next_due_at as "firstLesson", c.zone
  from member m join organisation o on o.id = m.organisation_id join cadence c on c.member_id = m.id
    join enrolment e on e.member_id = m.id join programme p on p.id = e.programme_id
  where m.id = $1 order by (p.slug = $2) desc, e.created_at desc limit 1`;
