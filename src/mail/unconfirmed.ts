import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock.js';

/** Which deliveries: these, or all there are. */
export type Chosen = string[] | 'all';

/** Mails of which nobody can know whether the relay took them: what becomes of them is for people to say. */
@Injectable()
export class Unconfirmed {
  constructor(private readonly clock: Clock) {}

  /**
   * Has mails sent once more, with the Message-ID they had: who has got one already may be spared the second by their
   * mail system. Whether one may still go is asked again as with any other. @returns how many
   */
  async resend(db: EntityManager, chosen: Chosen): Promise<number> {
    return changed(db, RESEND, [ids(chosen), this.clock.now()]);
  }

  /** Leaves mails as they are; nobody is asked about them again. @returns how many */
  async letBe(db: EntityManager, chosen: Chosen): Promise<number> {
    return changed(db, LET_BE, [ids(chosen), this.clock.now()]);
  }
}

const ids = (chosen: Chosen) => (chosen === 'all' ? null : chosen);

async function changed(db: EntityManager, text: string, values: unknown[]): Promise<number> {
  const [, count] = await db.query<[unknown, number]>(text, values);
  return count;
}

const OPEN = `state = 'unconfirmed' and let_be_at is null and ($1::bigint[] is null or id = any($1))`;

/** Whoever held it before may not correct it any more. It may take two days. */
const RESEND = `
  update delivery set state = 'planned', batch_id = null, claim_id = null, reserved = false, next_try_at = $2,
    expires_at = greatest(expires_at, $2::timestamptz + interval '48 hours')
  where ${OPEN}`;

const LET_BE = `update delivery set let_be_at = $2 where ${OPEN}`;
