import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';

/** What staff do that is kept. */
export type Act =
  | 'sign-in'
  | 'session-ended'
  | 'passkey-added'
  | 'passkey-removed'
  | 'passkeys-reset'
  | 'staff-invited'
  | 'staff-changed'
  | 'staff-ended'
  | 'organisation-made'
  | 'organisation-changed'
  | 'coordinator-given'
  | 'coordinator-taken'
  | 'audit-tidied';

/** Who did something: a member of staff, or, without an id, a command or the service itself. */
export interface Actor {
  id: string | null;
  /** the address, or what did it */
  address: string;
}

/** Somebody at the command line. */
export const commandLine: Actor = { id: null, address: 'the command line' };

/** What is written down. Of members only the id: whoever is erased is erased here too. */
export interface AuditEntry {
  actor: Actor;
  act: Act;
  organisationId?: string;
  memberId?: string;
  detail?: Record<string, unknown>;
}

/** An entry as it is shown. */
export interface AuditLine {
  id: string;
  at: Date;
  actor: string;
  act: Act;
  organisation: string | null;
  organisationId: string | null;
  memberId: string | null;
  detail: Record<string, unknown>;
}

/** Who did what to whom and when. Entries cannot be changed, and go after a year. */
@Injectable()
export class Audit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Writes an entry in the transaction of what it tells of. */
  async write(db: EntityManager, { actor, act, organisationId, memberId, detail = {} }: AuditEntry): Promise<void> {
    await db.query(
      `insert into audit (at, staff_user_id, actor, act, organisation_id, member_id, detail)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [this.clock.now(), actor.id, actor.address, act, organisationId ?? null, memberId ?? null, detail],
    );
  }

  /** Entries, newest first. @param of one organisation's only; before: those older than this entry */
  async list(of: { organisationId?: string; before?: string }, most: number): Promise<AuditLine[]> {
    return this.dataSource.query(LIST, [of.organisationId ?? null, of.before ?? null, most]);
  }

  /** Removes what is older than a year, and says so in an entry. */
  async tidy(): Promise<void> {
    const now = this.clock.now();
    await this.dataSource.transaction(async (db) => {
      const [{ old }] = await db.query<[{ old: number }]>(
        `select count(*)::int as old from audit where at < $1::timestamptz - interval '1 year'`,
        [now],
      );
      if (old === 0) return;
      await this.write(db, {
        actor: { id: null, address: 'the service' },
        act: 'audit-tidied',
        detail: { entries: old },
      });
      await db.query(`delete from audit where at < $1::timestamptz - interval '1 year'`, [now]);
    });
  }
}

const LIST = `
  select a.id, a.at, a.actor, a.act, o.name as organisation, a.organisation_id as "organisationId",
    a.member_id as "memberId", a.detail
  from audit a left join organisation o on o.id = a.organisation_id
  where ($1::bigint is null or a.organisation_id = $1) and ($2::bigint is null or a.id < $2)
  order by a.id desc limit $3`;
