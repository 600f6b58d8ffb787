import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { quietAt } from '../centre/quiet.sql.js';
import { Clock } from '../clock.js';
import { Invalid, NotFound } from '../errors.js';
import { type Resendable, whyNotAgain } from './resend-rule.js';

/** Hours in which a lesson sent again is worth sending. */
const HOURS = 48;

/** Sending a lesson again because staff were asked to. */
@Injectable()
export class Resending {
  constructor(private readonly clock: Clock) {}

  /**
   * Sends a lesson again, at the next minute of the member's day: as a new round with what it says now. One of which nobody
   * knows whether it arrived goes as the same mail once more, with the same Message-ID. Within the caller's transaction.
   * @returns what the lesson is called
   * @throws NotFound when the enrolment is not the member's; Invalid naming `lesson` with the reason why not
   */
  async resend(
    db: EntityManager,
    { memberId, enrolmentId, stepId }: { memberId: string; enrolmentId: string; stepId: string },
  ): Promise<{ title: string }> {
    const now = this.clock.now();
    // Held, so that two that press the button at once are one.
    await db.query('select from enrolment where id = $1 for update', [enrolmentId]);
    const [lesson] = await db.query<[(Resendable & { deliveryId: string | null; title: string })?]>(LESSON, [
      memberId,
      enrolmentId,
      stepId,
      now,
    ]);
    if (!lesson) throw new NotFound('no such lesson');
    const why = whyNotAgain(lesson);
    if (why) throw new Invalid([{ field: 'lesson', problem: `Nothing was sent: this lesson ${why}.` }]);
    await db.query(lesson.state === 'unconfirmed' ? SAME : ANEW, [lesson.deliveryId, now, HOURS]);
    return { title: lesson.title };
  }
}

const LESSON = `
  select d.id as "deliveryId", r.content->>'title' as title, d.state, coalesce(d.round, 0) as round, e.state as enrolment,
    extract(epoch from $4::timestamptz - d.sent_at)::float8 / 3600 as "hoursAgo",
    exists (select from suppression x where x.address_hash = m.address_hash) as suppressed,
    coalesce(c.paused_until > $4, false) as paused,
    exists (select from waiver w where w.enrolment_id = e.id and w.step_id = s.id) as waived,
    s.retired_at is not null as retired, ${quietAt('$4::timestamptz', 'c.zone')} as quiet
  from enrolment e
  join member m on m.id = e.member_id and m.erased_at is null
  join cadence c on c.member_id = m.id
  join step s on s.id = $3 and s.programme_id = e.programme_id
  join revision r on r.id = s.revision_id
  left join lateral (
    select id, state, round, sent_at from delivery
    where kind = 'lesson' and subject_id = e.id and part_id = s.id order by round desc limit 1
  ) d on true
  where e.id = $2 and m.id = $1`;

const ANEW = `
  insert into delivery (kind, subject_id, part_id, round, content_id, recipient_id, address_hash, urgent, zone, due_at, expires_at, next_try_at)
  select 'lesson', d.subject_id, d.part_id, d.round + 1, s.revision_id, m.id, m.address_hash, false, c.zone, $2,
    $2::timestamptz + make_interval(hours => $3), $2
  from delivery d join step s on s.id = d.part_id join member m on m.id = d.recipient_id join cadence c on c.member_id = m.id
  where d.id = $1`;

/** Its slot stays what it was: what the lesson looks back upon follows from it. */
const SAME = `
  update delivery d set state = 'planned', next_try_at = $2, expires_at = $2::timestamptz + make_interval(hours => $3),
    batch_id = null, claim_id = null, reply = null, address_hash = m.address_hash
  from member m where d.id = $1 and m.id = d.recipient_id and d.state = 'unconfirmed'`;
