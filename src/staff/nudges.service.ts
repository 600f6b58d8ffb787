import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';
import { MAY_BE_NUDGED, needNudge, WAITING } from '../stats/need-nudge.js';
import { Audit, type Actor } from './audit.service.js';

/** What became of a press of the button: mailed, or left alone because nothing waits or a week has not passed. */
export type Nudged = 'sent' | 'recent' | 'nothing';

/** A mail that names the lesson waiting: at most one a week to anybody, whoever presses and however often. */
@Injectable()
export class Nudges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Nudges everybody of an organisation who may need it. @returns how many */
  async sendAll(organisationId: string, actor: Actor): Promise<number> {
    return this.dataSource.transaction(async (db) => {
      const needy = await needNudge(db, [organisationId], this.clock.now());
      const ids = needy.map(({ memberId }) => memberId);
      return (await this.send(db, organisationId, ids, actor)).length;
    });
  }

  /** Nudges one person, needy or not. @throws NotFound when the organisation has no such member */
  async sendOne(organisationId: string, memberId: string, actor: Actor): Promise<Nudged> {
    return this.dataSource.transaction(async (db) => {
      const [member] = await db.query<{ recent: boolean }[]>(FIND, [organisationId, this.clock.now(), memberId]);
      if (!member) throw new NotFound('no such member');
      const sent = await this.send(db, organisationId, [memberId], actor);
      if (sent.length > 0) return 'sent';
      return member.recent ? 'recent' : 'nothing';
    });
  }

  private async send(db: EntityManager, organisationId: string, ids: string[], actor: Actor): Promise<string[]> {
    const sent = await db.query<{ id: string }[]>(NUDGE, [organisationId, this.clock.now(), ids, actor.id]);
    for (const { id: memberId } of sent)
      await this.audit.write(db, { actor, act: 'nudge-sent', organisationId, memberId });
    return sent.map(({ id }) => id);
  }
}

const FIND = `
  select coalesce(n.at > $2::timestamptz - interval '7 days', false) as recent
  from member m left join nudge n on n.member_id = m.id
  where m.organisation_id = $1 and m.id::text = $3 and m.erased_at is null`;

/** The row of who was nudged a week ago or later is not taken, by whomever it is asked for: two at once wait for each other. */
const NUDGE = `
  with chosen as materialized (
    select m.id, m.address_hash, c.zone from member m join organisation o on o.id = m.organisation_id join cadence c on c.member_id = m.id
    where m.organisation_id = $1 and m.id = any($3::bigint[]) and ${MAY_BE_NUDGED} and exists (select ${WAITING})
  ), taken as (
    insert into nudge (member_id, at, staff_user_id) select id, $2, $4::uuid from chosen order by id
    on conflict (member_id) do update set at = excluded.at, staff_user_id = excluded.staff_user_id
    where nudge.at <= excluded.at - interval '7 days'
    returning member_id
  ), written as (
    insert into delivery (kind, subject_id, round, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at)
    select 'nudge', id, (select coalesce(max(round) + 1, 0) from delivery d where d.kind = 'nudge' and d.subject_id = chosen.id),
      id, address_hash, false, zone, $2, sending_hours($2, zone), $2::timestamptz + interval '48 hours'
    from chosen join taken on member_id = id
  )
  select member_id as id from taken`;
