import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { ACTORS_OF, LIST } from './audit.sql.js';

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
  | 'alert-written'
  | 'alert-changed'
  | 'alert-tested'
  | 'alert-approved'
  | 'alert-sent'
  | 'alert-recalled'
  | 'alert-stopped'
  | 'alert-discarded'
  | 'nudge-sent'
  | 'export-made'
  | 'digest-switched'
  | 'centre-changed'
  | 'logo-changed'
  | 'logo-removed'
  | 'contact-added'
  | 'contact-changed'
  | 'contact-checked'
  | 'contact-removed'
  | 'quiet-week-added'
  | 'quiet-week-removed'
  | 'suppression-added'
  | 'suppression-lifted'
  | 'organisation-merged'
  | 'organisation-ended'
  | 'programme-given'
  | 'lesson-saved'
  | 'lesson-published'
  | 'lesson-planned'
  | 'lesson-called-off'
  | 'draft-discarded'
  | 'lesson-tested'
  | 'step-added'
  | 'step-moved'
  | 'step-retired'
  | 'step-returned'
  | 'file-taken'
  | 'file-declined'
  | 'order-by-files'
  | 'people-paused'
  | 'people-resumed'
  | 'people-moved'
  | 'people-enrolled'
  | 'people-withdrawn'
  | 'step-waived'
  | 'step-asked-again'
  | 'people-removed'
  | 'people-act-undone'
  | 'person-renamed'
  | 'address-changed'
  | 'lesson-resent'
  | 'import-begun'
  | 'import-cancelled'
  | 'import-undone'
  | 'person-added'
  | 'mails-resent'
  | 'mails-let-be'
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
  /** what the member is called now; null: erased, or nobody's entry */
  member: string | null;
  detail: Record<string, unknown>;
}

/** Which entries: all that is said must fit. */
export interface AuditSearch {
  /** also of what went into it */
  organisationId?: string | undefined;
  /** part of an organisation's name */
  organisation?: string | undefined;
  memberId?: string | undefined;
  /** an account's id; `none`: commands and the service itself */
  who?: string | undefined;
  act?: string | undefined;
  /** from this instant on */
  from?: Date | undefined;
  /** before this instant */
  to?: Date | undefined;
  /** older than this entry */
  before?: string | undefined;
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

  /** Entries that are searched for, newest first. */
  async list(of: AuditSearch, most: number): Promise<AuditLine[]> {
    const name = of.organisation && `%${of.organisation.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    const { organisationId, before, memberId, who, act, from, to } = of;
    const values = [organisationId, before, memberId, who, act, from, to, name];
    return this.dataSource.query(LIST, [...values.map((value) => value ?? null), most]);
  }

  /** Who did something: anywhere, which is everybody who has an account, or to one organisation. */
  async actors(organisationId?: string): Promise<{ id: string; address: string }[]> {
    return organisationId
      ? this.dataSource.query(ACTORS_OF, [organisationId])
      : this.dataSource.query('select id, email as address from staff_user order by email limit 1000');
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
