import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFound } from '../errors.js';
import { Audit, type Act, type Actor } from './audit.service.js';
import { StaffUser } from './staff-user.entity.js';

/** Who coordinates what. */
@Injectable()
export class Coordinators {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: Audit,
  ) {}

  /** Whether somebody coordinates an organisation. */
  async coordinates(staffUserId: string, organisationId: string): Promise<boolean> {
    const found: unknown[] = await this.dataSource.query(
      'select from coordinator_of where staff_user_id = $1 and organisation_id = $2',
      [staffUserId, organisationId],
    );
    return found.length > 0;
  }

  /** Who coordinates an organisation. */
  of(organisationId: string): Promise<{ id: string; name: string; email: string }[]> {
    return this.dataSource.query(COORDINATORS, [organisationId]);
  }

  /** Takes an organisation from a coordinator. @throws NotFound for an account that is not there */
  async take(staffUserId: string, organisationId: string, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const [account] = await db.query<StaffUser[]>('select id, email from staff_user where id::text = $1', [
        staffUserId,
      ]);
      if (!account) throw new NotFound('no such account');
      await this.takeAll(db, account, [organisationId], actor);
    });
  }

  /** Takes an organisation from everybody who coordinates it. @returns from how many */
  async takeFromAll(db: EntityManager, organisationId: string, actor: Actor): Promise<number> {
    const accounts = await db.query<StaffUser[]>(
      `select u.id, u.email from coordinator_of c join staff_user u on u.id = c.staff_user_id
       where c.organisation_id = $1 order by u.email`,
      [organisationId],
    );
    for (const account of accounts) await this.takeAll(db, account, [organisationId], actor);
    return accounts.length;
  }

  /** Has somebody coordinate these organisations and no others. */
  async set(db: EntityManager, account: StaffUser, organisationIds: string[], actor: Actor): Promise<void> {
    const held = await db.query<{ id: string }[]>(
      'select organisation_id as id from coordinator_of where staff_user_id = $1',
      [account.id],
    );
    const gone = held.map(({ id }) => id).filter((id) => !organisationIds.includes(id));
    await this.takeAll(db, account, gone, actor);
    await this.give(db, account, organisationIds, actor);
  }

  /** Has somebody coordinate these organisations too. */
  async give(db: EntityManager, account: StaffUser, organisationIds: string[], actor: Actor): Promise<void> {
    const given = await db.query<{ id: string }[]>(GIVE, [account.id, organisationIds]);
    await this.write(db, 'coordinator-given', account, given, actor);
  }

  private async takeAll(db: EntityManager, account: StaffUser, organisationIds: string[], actor: Actor): Promise<void> {
    const [taken] = await db.query<[{ id: string }[]]>(TAKE, [account.id, organisationIds]);
    await this.write(db, 'coordinator-taken', account, taken, actor);
  }

  private async write(
    db: EntityManager,
    act: Act,
    { email: address }: StaffUser,
    organisations: { id: string }[],
    actor: Actor,
  ): Promise<void> {
    for (const { id } of organisations)
      await this.audit.write(db, { actor, act, organisationId: id, detail: { address } });
  }
}

const COORDINATORS = `
  select u.id, u.name, u.email from coordinator_of c join staff_user u on u.id = c.staff_user_id
  where c.organisation_id = $1 and u.ended_at is null order by u.email`;

const GIVE = `
  insert into coordinator_of (staff_user_id, organisation_id)
  select $1, o.id from organisation o where o.id = any($2::bigint[]) and o.ended_at is null and o.merged_into is null
  on conflict do nothing returning organisation_id as id`;

const TAKE = `
  delete from coordinator_of where staff_user_id = $1 and organisation_id = any($2::bigint[]) returning organisation_id as id`;
