import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { Clock } from '../clock.js';
import { Ticks } from '../jobs/ticks.js';
import { Links } from '../links/links.js';
import { Audit, type Actor } from './audit.service.js';
import { digestWeek } from './digest-week.js';

/** The mail that coordinators get on Mondays: one each a week, on however many instances; whether there is anything to say is seen when it goes. */
@Injectable()
export class Digests implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly links: Links,
    private readonly ticks: Ticks,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.ticks.add('digest', () => this.tick());
  }

  /** Writes what is due. @returns how many mails */
  async tick(): Promise<number> {
    const now = this.clock.now();
    const { zone } = await this.centre.get();
    const week = digestWeek(now, zone);
    if (!week) return 0;
    const waiting = await this.dataSource.query<{ id: string; email: string }[]>(WAITING, [week.monday]);
    if (waiting.length === 0) return 0;
    const addressed = waiting.map(({ id, email }) => ({ id, hash: this.links.addressHash(email).toString('hex') }));
    const [{ written }] = await this.dataSource.query<[{ written: number }]>(WRITE, [
      week.monday,
      JSON.stringify(addressed),
      zone,
      now,
      week.until,
    ]);
    return written;
  }

  /** Whether a coordinator gets it. */
  async wanted(staffUserId: string): Promise<boolean> {
    const [row] = await this.dataSource.query<{ digest: boolean }[]>('select digest from staff_user where id = $1', [
      staffUserId,
    ]);
    return row?.digest ?? false;
  }

  /** Switches a coordinator's own on or off; one that is on its way is dropped. */
  async switch(wanted: boolean, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const [changed] = await db.query<[unknown[], number]>(
        'update staff_user set digest = $2 where id = $1 and digest <> $2 returning id',
        [actor.id, wanted],
      );
      if (changed.length > 0) await this.audit.write(db, { actor, act: 'digest-switched', detail: { wanted } });
    });
  }
}

const WAITING = `
  select u.id, u.email from staff_user u
  where u.role = 'coordinator' and u.digest and u.ended_at is null
    and exists (select from coordinator_of c where c.staff_user_id = u.id)
    and not exists (select from digest g where g.staff_user_id = u.id and g.week = $1)`;

/** A week's row is made by one only; the mail with it. */
const WRITE = `
  with made as (
    insert into digest (staff_user_id, week)
    select w.id, $1 from jsonb_to_recordset($2::jsonb) as w (id uuid, hash text) order by w.id
    on conflict do nothing returning id, staff_user_id
  ), written as (
    insert into delivery (kind, subject_id, recipient_id, address_hash, urgent, zone, due_at, next_try_at, expires_at)
    select 'digest', made.id, made.id, decode(w.hash, 'hex'), false, $3, $4, sending_hours($4, $3), $5
    from made join jsonb_to_recordset($2::jsonb) as w (id uuid, hash text) on w.id = made.staff_user_id
    returning 1
  )
  select count(*)::int as written from written`;
