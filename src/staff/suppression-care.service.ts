import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid, NotFound } from '../errors.js';
import { Links } from '../links/links.js';
import type { SuppressionReason } from '../mail/suppression.entity.js';
import { Suppressions } from '../mail/suppressions.js';
import { Audit, type Actor } from './audit.service.js';

/** One reason why an address gets no mail. */
export interface SuppressionLine {
  /** the keyed hash of the address, in hexadecimal */
  mark: string;
  /** null: nobody's here, or not any more; then only the hash is known */
  address: string | null;
  memberId: string | null;
  organisationId: string | null;
  reason: SuppressionReason;
  /** why, as staff put it */
  note: string | null;
  /** what a relay or a bounce said last, without addresses */
  said: string | null;
  status: string | null;
  since: Date;
}

/** Where in the list a suppression stands. */
export type SuppressionPlace = Pick<SuppressionLine, 'since' | 'mark' | 'reason'>;

/** Reasons that are the person's own: lifted only when the person asks for it. */
export const OWN_WISH: readonly SuppressionReason[] = ['unsubscribed', 'complained', 'erased'];

/** Which reason is lifted, and why. */
export interface Lifting {
  reason: SuppressionReason;
  why: string;
  /** whether the person asked for it */
  asked: boolean;
}

/** What admins do with addresses that get no mail; each act is written down. */
@Injectable()
export class SuppressionCare {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly suppressions: Suppressions,
    private readonly audit: Audit,
  ) {}

  /** The mark that an address is looked up by: of those who were erased it is all that is left. @param key the address in lower case */
  mark(key: string): string {
    return this.links.addressHash(key).toString('hex');
  }

  /** Suppressions, newest first. @param of one reason's only; before: those that come after this one */
  list(of: { reason?: string; before?: SuppressionPlace }, most: number): Promise<SuppressionLine[]> {
    const { since = null, mark = null, reason = null } = of.before ?? {};
    return this.dataSource.query(LIST, [of.reason ?? null, since, mark, reason, most]);
  }

  /** Why one address gets no mail; none: it does. @param mark see there */
  of(mark: string): Promise<SuppressionLine[]> {
    return this.dataSource.query(ONE, [mark]);
  }

  /** Suppresses an address. @returns its mark @throws Invalid when staff did so before */
  async add(key: string, why: string, actor: Actor): Promise<string> {
    const hash = this.links.addressHash(key);
    const mark = hash.toString('hex');
    await this.dataSource.transaction(async (db) => {
      const [known] = await db.query<unknown[]>(
        `select 1 from suppression where address_hash = $1 and reason = 'staff'`,
        [hash],
      );
      if (known) throw new Invalid([{ field: 'address', problem: 'Staff suppressed this address already.' }]);
      await this.suppressions.suppress(hash, 'staff', db, why);
      await this.write(db, 'suppression-added', mark, { reason: 'staff', why }, actor);
    });
    return mark;
  }

  /**
   * Lifts one reason; others there may be stay.
   * @throws NotFound; Invalid when the person's own wish would be set aside
   */
  async lift(mark: string, { reason, why, asked }: Lifting, actor: Actor): Promise<void> {
    if (OWN_WISH.includes(reason) && !asked)
      throw new Invalid([{ field: 'asked', problem: 'This was the person’s own wish: only they can take it back.' }]);
    await this.dataSource.transaction(async (db) => {
      const found = (await this.of(mark)).some((line) => line.reason === reason);
      if (!found) throw new NotFound('no such suppression');
      await this.suppressions.lift(Buffer.from(mark, 'hex'), [reason], db);
      await this.write(db, 'suppression-lifted', mark, { reason, why, asked }, actor);
    });
  }

  /** Of the address only the member is written down; where there is none, the beginning of its mark. */
  private async write(
    db: EntityManager,
    act: 'suppression-added' | 'suppression-lifted',
    mark: string,
    detail: object,
    actor: Actor,
  ): Promise<void> {
    const [member] = await db.query<{ id: string; organisationId: string }[]>(
      `select id, organisation_id as "organisationId" from member where address_hash = decode($1, 'hex')`,
      [mark],
    );
    await this.audit.write(db, {
      actor,
      act,
      ...(member && { memberId: member.id, organisationId: member.organisationId }),
      detail: { ...(!member && { mark: mark.slice(0, 12) }), ...detail },
    });
  }
}

const LINES = `
  select encode(s.address_hash, 'hex') as mark, m.address, m.id as "memberId", m.organisation_id as "organisationId",
    s.reason, s.note, s.since, e.said, e.status
  from suppression s
  left join member m on m.address_hash = s.address_hash
  left join lateral (
    select said, status from mail_event
    where address_hash = s.address_hash and s.reason in ('bounced', 'complained')
      and (class = 'complaint') = (s.reason = 'complained') and action in ('suppress', 'count')
    order by id desc limit 1
  ) e on true`;

const LIST = `${LINES}
  where ($1::text is null or s.reason = $1)
    and ($2::timestamptz is null or (s.since, s.address_hash, s.reason) < ($2, decode($3, 'hex'), $4::text))
  order by s.since desc, s.address_hash desc, s.reason desc limit $5`;

const ONE = `${LINES} where s.address_hash = decode($1, 'hex') order by s.since, s.reason`;
