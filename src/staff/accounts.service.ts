import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Conflict, Invalid, NotFound } from '../errors.js';
import { Audit, type Actor } from './audit.service.js';
import { Coordinators } from './coordinators.service.js';
import { SignIns } from './sign-ins.service.js';
import { StaffUser, type Role } from './staff-user.entity.js';

/** What an account is to be. */
export interface AccountWish {
  name: string;
  role: Role;
  /** of a coordinator: what they coordinate */
  organisationIds: string[];
}

/** An account as a list shows it. */
export interface AccountLine {
  id: string;
  name: string;
  email: string;
  role: Role;
  signedInAt: Date | null;
  endedAt: Date | null;
  passkeys: number;
  organisations: { id: string; name: string }[];
}

/** Accounts of staff: made by invitation only, never by signing up. */
@Injectable()
export class StaffAccounts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signIns: SignIns,
    private readonly coordinators: Coordinators,
    private readonly audit: Audit,
  ) {}

  /** Whether nobody has an account yet. */
  async none(): Promise<boolean> {
    return (await this.dataSource.manager.count(StaffUser)) === 0;
  }

  /** The account of somebody who may sign in. */
  find(id: string): Promise<StaffUser | null> {
    return this.dataSource.query(FIND, [id]).then(([found]: StaffUser[]) => found ?? null);
  }

  /** Every account, ended ones last. @param id only this one */
  list(id?: string): Promise<AccountLine[]> {
    return this.dataSource.query(LIST, [id ?? null]);
  }

  /** @throws NotFound */
  async line(id: string): Promise<AccountLine> {
    const [line] = await this.list(id);
    if (!line) throw new NotFound('no such account');
    return line;
  }

  /**
   * Makes an account and mails it a way in; whoever has one is given what is new in the wish, and an ended account begins again.
   * @returns the link that was mailed
   * @throws Invalid when the address has an account of another role
   */
  async invite(email: string, wish: AccountWish, actor: Actor): Promise<string> {
    const account = await this.dataSource.transaction(async (db) => {
      await db.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [email]);
      const known = await db.findOneBy(StaffUser, { email });
      if (known && !known.endedAt && known.role !== wish.role)
        throw new Invalid([{ field: 'role', problem: `This address has an account already, as ${known.role}.` }]);
      const invited = !known || known.endedAt !== null;
      const own = known ?? db.create(StaffUser, { name: '', email, emailVerified: true, signedInAt: null });
      const saved = await db.save(Object.assign(own, { name: wish.name || own.name, role: wish.role, endedAt: null }));
      if (invited)
        await this.audit.write(db, { actor, act: 'staff-invited', detail: { address: email, role: wish.role } });
      await this.coordinators.give(db, saved, wish.role === 'coordinator' ? wish.organisationIds : [], actor);
      return saved;
    });
    return this.signIns.invite(account);
  }

  /** Mails an account a fresh way in. @throws NotFound */
  async remind(id: string): Promise<void> {
    await this.signIns.invite(await this.live(id));
  }

  /** Makes an account what is wished. @throws NotFound; Conflict when no admin would be left, or for one's own role */
  async change(id: string, wish: AccountWish, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const account = await this.live(id);
      if (account.role !== wish.role) {
        if (id === actor.id) throw new Conflict('Nobody changes their own role: ask another administrator.');
        if (account.role === 'admin') await this.keepAnAdmin(db, id);
      }
      await db.update(StaffUser, { id }, { name: wish.name, role: wish.role });
      const detail = { address: account.email, role: wish.role };
      if (account.role !== wish.role || account.name !== wish.name)
        await this.audit.write(db, { actor, act: 'staff-changed', detail });
      await this.coordinators.set(db, account, wish.role === 'coordinator' ? wish.organisationIds : [], actor);
    });
  }

  /** From now on they cannot sign in, and are signed out everywhere. @throws NotFound, Conflict */
  async end(id: string, actor: Actor): Promise<void> {
    if (id === actor.id) throw new Conflict('Nobody ends their own account: ask another administrator.');
    await this.dataSource.transaction(async (db) => {
      const account = await this.live(id);
      if (account.role === 'admin') await this.keepAnAdmin(db, id);
      await db.query('update staff_user set ended_at = now() where id = $1', [id]);
      await db.query('delete from passkey where user_id = $1', [id]);
      await db.query('delete from staff_session where user_id = $1', [id]);
      await db.query('delete from coordinator_of where staff_user_id = $1', [id]);
      await this.audit.write(db, { actor, act: 'staff-ended', detail: { address: account.email } });
    });
  }

  /** Forgets the passkeys of somebody who lost theirs, and signs them out: the next sign-in is by mail. @returns how many there were @throws NotFound */
  async resetPasskeys(id: string, actor: Actor): Promise<number> {
    return this.dataSource.transaction(async (db) => {
      const account = await this.live(id);
      const [, count] = await db.query<[unknown, number]>('delete from passkey where user_id = $1', [id]);
      await db.query('delete from staff_session where user_id = $1', [id]);
      await this.audit.write(db, { actor, act: 'passkeys-reset', detail: { address: account.email, passkeys: count } });
      return count;
    });
  }

  /** The id behind an address. @throws Invalid when it has no account */
  async byAddress(email: string): Promise<string> {
    const found = await this.dataSource.manager.findOneBy(StaffUser, { email });
    if (!found || found.endedAt) throw new Invalid([{ field: 'address', problem: 'This address has no account.' }]);
    return found.id;
  }

  private async live(id: string): Promise<StaffUser> {
    const found = await this.find(id);
    if (!found) throw new NotFound('no such account');
    return found;
  }

  /** Two admins who end each other at the same moment wait for one another here. */
  private async keepAnAdmin(db: EntityManager, butNot: string): Promise<void> {
    const admins = await db.query<{ id: string }[]>(
      `select id from staff_user where role = 'admin' and ended_at is null order by id for update`,
    );
    if (!admins.some(({ id }) => id !== butNot))
      throw new Conflict('This is the only administrator: invite another first.');
  }
}

const FIND = `
  select id, name, email, email_verified as "emailVerified", role, signed_in_at as "signedInAt", ended_at as "endedAt"
  from staff_user where id::text = $1 and ended_at is null`;

const LIST = `
  select u.id, u.name, u.email, u.role, u.signed_in_at as "signedInAt", u.ended_at as "endedAt",
    (select count(*)::int from passkey p where p.user_id = u.id) as passkeys,
    coalesce((select jsonb_agg(jsonb_build_object('id', o.id::text, 'name', o.name) order by lower(o.name), o.id)
      from coordinator_of c join organisation o on o.id = c.organisation_id where c.staff_user_id = u.id), '[]') as organisations
  from staff_user u where $1::text is null or u.id::text = $1
  order by u.ended_at nulls first, u.email`;
