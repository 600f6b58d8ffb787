import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Invalid, NotFound } from '../errors.js';
import { Audit, type Actor } from './audit.service.js';
import { type Entered, SignIns } from './sign-ins.service.js';
import { StaffAuth } from './staff-auth.service.js';
import { StaffUser } from './staff-user.entity.js';

/** A session that is open. */
export interface SessionLine {
  id: string;
  userAgent: string | null;
  ipAddress: string | null;
  createdAt: Date;
  /** the last request, to the minute */
  seenAt: Date;
}

/** A passkey as its owner sees it. */
export interface PasskeyLine {
  id: string;
  name: string | null;
  createdAt: Date;
}

/** An answer of better-auth to be handed on: the options of a passkey ceremony, with the cookie that belongs to them. */
export interface Ceremony {
  options: Record<string, unknown>;
  cookies: string[];
}

/** What staff settle for themselves: passkeys, sessions, their name. */
@Injectable()
export class OwnAccounts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auth: StaffAuth,
    private readonly signIns: SignIns,
    private readonly audit: Audit,
  ) {}

  sessions(staffUserId: string): Promise<SessionLine[]> {
    return this.dataSource.query(SESSIONS, [staffUserId]);
  }

  passkeys(staffUserId: string): Promise<PasskeyLine[]> {
    return this.dataSource.query(PASSKEYS, [staffUserId]);
  }

  /** Signs the caller out. @returns cookies */
  async signOut(headers: Headers): Promise<string[]> {
    return (await this.auth.ask('POST', '/sign-out', headers)).headers.getSetCookie();
  }

  /** Ends one of one's sessions. @throws NotFound */
  async endSession(id: string, actor: Actor): Promise<void> {
    await this.remove('staff_session', id, actor, 'session-ended');
  }

  async setName(staffUserId: string, name: string): Promise<void> {
    await this.dataSource.manager.update(StaffUser, { id: staffUserId }, { name });
  }

  /** Begins to make a passkey. @throws Invalid when the session is over a day old @throws TooMany */
  async beginPasskey(headers: Headers): Promise<Ceremony> {
    return ceremony(await this.auth.ask('GET', '/passkey/generate-register-options', headers));
  }

  /** Keeps the passkey that the browser made. @throws Invalid when it is not one that we can use */
  async addPasskey(headers: Headers, response: unknown, name: string, actor: Actor): Promise<void> {
    const answer = await this.auth.ask('POST', '/passkey/verify-registration', headers, { response, name });
    if (answer.status !== 200) throw await refused(answer);
    await this.dataSource.transaction((db) => this.audit.write(db, { actor, act: 'passkey-added' }));
  }

  /** @throws NotFound */
  async removePasskey(id: string, actor: Actor): Promise<void> {
    await this.remove('passkey', id, actor, 'passkey-removed');
  }

  /** Begins to sign in with a passkey. @throws TooMany */
  async beginEntry(headers: Headers): Promise<Ceremony> {
    const begun = await ceremony(await this.auth.ask('GET', '/passkey/generate-authenticate-options', headers));
    return { ...begun, options: { ...begun.options, userVerification: 'required' } };
  }

  /** Signs in with a passkey. @throws Invalid when it is not known, TooMany */
  async enter(headers: Headers, response: unknown): Promise<Entered> {
    const answer = await this.auth.ask('POST', '/passkey/verify-authentication', headers, { response });
    if (answer.status !== 200) throw await refused(answer);
    const { user } = (await answer.json()) as { user: { id: string } };
    await this.signIns.entered(user.id, 'passkey');
    return { cookies: answer.headers.getSetCookie(), offerPasskey: false };
  }

  private async remove(
    table: 'staff_session' | 'passkey',
    id: string,
    actor: Actor,
    act: 'session-ended' | 'passkey-removed',
  ): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const [, count] = await db.query<[unknown, number]>(`delete from ${table} where id::text = $1 and user_id = $2`, [
        id,
        actor.id,
      ]);
      if (count === 0) throw new NotFound('no such thing');
      await this.audit.write(db, { actor, act });
    });
  }
}

async function ceremony(answer: Response): Promise<Ceremony> {
  if (answer.status !== 200) throw await refused(answer);
  return { options: (await answer.json()) as Record<string, unknown>, cookies: answer.headers.getSetCookie() };
}

async function refused(answer: Response): Promise<Invalid> {
  const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
  const problem =
    code === 'SESSION_NOT_FRESH'
      ? 'You signed in over a day ago. Sign out, sign in again, and then add it.'
      : 'This passkey could not be used. Try again, or sign in by mail.';
  return new Invalid([{ field: '', problem }]);
}

const SESSIONS = `
  select id, user_agent as "userAgent", ip_address as "ipAddress", created_at as "createdAt", updated_at as "seenAt"
  from staff_session where user_id = $1 and expires_at > now() order by updated_at desc, id`;

const PASSKEYS = `
  select id, name, created_at as "createdAt" from passkey where user_id = $1 order by created_at, id`;
