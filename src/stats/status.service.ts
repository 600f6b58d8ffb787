import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { CONFIG, type Config } from '../config.js';
import { relayNames } from '../mail/relays/names.js';
import { relayStatus, type RelayStatus } from './relay-status.js';

/** How the service stands, in figures. */
export interface Status {
  members: number;
  enrolments: number;
  membersByState: Record<string, number>;
  enrolmentsByState: Record<string, number>;
  deliveries: Record<string, number>;
  /** the next slot of anybody, ISO; null: nothing is due any more */
  nextDueAt: string | null;
  /** deliveries whose time has come and that have not been handed over */
  backlog: number;
  /** the relays that mail goes over, each with its breaker */
  relays: RelayStatus[];
  /** domain time, ISO */
  now: string;
}

/** Figures for operators. Members who are erased do not count. */
@Injectable()
export class StatusService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<Status> {
    const now = this.clock.now();
    const [row] = await this.dataSource.query<
      [Omit<Status, 'now' | 'nextDueAt' | 'relays'> & { nextDueAt: Date | null }]
    >(STATUS, [now]);
    const relays = await relayStatus(this.dataSource, relayNames(this.config), now);
    return { ...row, nextDueAt: row.nextDueAt?.toISOString() ?? null, relays, now: now.toISOString() };
  }
}

const STATUS = `
  with member_state as (
    select case when exists (select from suppression s where s.address_hash = m.address_hash) then 'suppressed' when m.confirmed_at is null then 'invited'
      when c.paused_until > $1 then 'paused' else 'active' end as state, count(*)::int as count
    from member m left join cadence c on c.member_id = m.id
    where m.erased_at is null group by 1
  ), enrolment_state as (
    select e.state, count(*)::int as count from enrolment e join member m on m.id = e.member_id
    where m.erased_at is null group by 1
  ), delivery_state as (
    select state, count(*)::int as count from delivery group by 1
  )
  select
    (select coalesce(sum(count), 0)::int from member_state) as members,
    (select coalesce(sum(count), 0)::int from enrolment_state) as enrolments,
    (select coalesce(jsonb_object_agg(state, count), '{}') from member_state) as "membersByState",
    (select coalesce(jsonb_object_agg(state, count), '{}') from enrolment_state) as "enrolmentsByState",
    (select coalesce(jsonb_object_agg(state, count), '{}') from delivery_state) as deliveries,
    (select min(next_due_at) from cadence) as "nextDueAt",
    (select count(*)::int from delivery where state in ('planned', 'deferred') and next_try_at <= $1) as backlog`;
