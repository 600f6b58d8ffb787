import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AlertMails } from '../alerts/alert-mails.js';
import type { Alert, AlertState } from '../alerts/alert.entity.js';
import { Alerts, type AlertWish } from '../alerts/alerts.service.js';
import { mayApprove, needsApproval } from '../alerts/approval.js';
import { CentreService } from '../centre/centre.service.js';
import { Clock } from '../clock.js';
import { Conflict, Invalid } from '../errors.js';
import { Programme } from '../programmes/programme.entity.js';
import type { AlertForm } from './alert.schema.js';
import { checkLastDay, sendTime } from './alert-times.js';
import { Audit, type Act, type Actor } from './audit.service.js';

/** An admin, who has an account. */
type Admin = Actor & { id: string };

/** What admins do with alerts: each act is written down, and many people are mailed only what two admins have read. */
@Injectable()
export class AlertCare {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly alerts: Alerts,
    private readonly mails: AlertMails,
    private readonly audit: Audit,
  ) {}

  /** @returns its id @throws Invalid */
  write(form: AlertForm, actor: Admin): Promise<string> {
    return this.dataSource.transaction(async (db) => {
      const id = await this.alerts.write(db, await this.wish(db, form), actor);
      await this.note(db, actor, 'alert-written', { id, title: form.title });
      return id;
    });
  }

  /** Only while it is a draft; an approval is for what was read, and ends. @throws NotFound, Conflict, Invalid */
  change(id: string, form: AlertForm, actor: Admin, version: number): Promise<void> {
    return this.act(id, ['draft'], actor, 'alert-changed', version, async (db, alert) =>
      this.alerts.change(db, alert, await this.wish(db, form), actor),
    );
  }

  /** Mails it to who asks, marked as a test. @throws NotFound */
  test(id: string, actor: Admin): Promise<void> {
    return this.act(
      id,
      ['draft', 'scheduled', 'planning', 'planned', 'stopped'],
      actor,
      'alert-tested',
      undefined,
      (db, alert) => this.mails.postTest(db, alert, actor.address),
    );
  }

  /** @throws NotFound; Conflict for who wrote it */
  approve(id: string, version: number, actor: Admin): Promise<void> {
    return this.act(id, ['draft'], actor, 'alert-approved', version, (db, alert) => {
      if (!mayApprove(alert, actor.id)) throw new Conflict('Whoever wrote or last changed an alert cannot approve it.');
      return this.alerts.approve(db, alert, actor);
    });
  }

  /**
   * Sends it with the next tick, or at a wall time by the centre's clock.
   * @param at `yyyy-mm-ddThh:mm`; undefined: now
   * @throws NotFound; Conflict without the approval it needs; Invalid for a time that cannot be
   */
  send(id: string, version: number, at: string | undefined, actor: Admin): Promise<void> {
    return this.act(id, ['draft'], actor, 'alert-sent', version, async (db, alert) => {
      if (needsApproval(alert, await this.admins(db)))
        throw new Conflict('Another administrator must approve this alert before it goes.');
      const now = this.clock.now();
      const sendAt = at === undefined ? now : sendTime(at, (await this.centre.get()).zone, now);
      await this.alerts.schedule(db, alert, sendAt);
      return { at: sendAt.toISOString() };
    });
  }

  /** One that waits for its time does not go, and may be changed. @throws NotFound, Conflict */
  recall(id: string, actor: Admin): Promise<void> {
    return this.act(id, ['scheduled'], actor, 'alert-recalled', undefined, (db, alert) =>
      this.alerts.recall(db, alert),
    );
  }

  /** No more of it goes. @throws NotFound, Conflict */
  stop(id: string, actor: Admin): Promise<void> {
    return this.act(id, ['planning', 'planned'], actor, 'alert-stopped', undefined, async (db, alert) => ({
      gone: await this.alerts.stop(db, alert),
    }));
  }

  /** A draft that will never go. @throws NotFound, Conflict */
  discard(id: string, actor: Admin): Promise<void> {
    return this.act(id, ['draft'], actor, 'alert-discarded', undefined, (db, alert) => this.alerts.discard(db, alert));
  }

  /** Who could approve or send: admins in force who have signed in at least once. */
  async admins(db: EntityManager = this.dataSource.manager): Promise<string[]> {
    const found = await db.query<{ id: string }[]>(
      `select id from staff_user where role = 'admin' and ended_at is null and signed_in_at is not null`,
    );
    return found.map(({ id }) => id);
  }

  private act(
    id: string,
    states: AlertState[],
    actor: Admin,
    act: Act,
    version: number | undefined,
    deed: (db: EntityManager, alert: Alert) => Promise<object | void>,
  ): Promise<void> {
    return this.dataSource.transaction(async (db) => {
      const alert = await this.alerts.hold(db, id, states, version);
      const more = (await deed(db, alert)) ?? {};
      await this.note(db, actor, act, { id, title: alert.title, ...more });
    });
  }

  private note(
    db: EntityManager,
    actor: Actor,
    act: Act,
    { id, ...detail }: { id: string; title: string },
  ): Promise<void> {
    return this.audit.write(db, { actor, act, detail: { alert: id, ...detail } });
  }

  private async wish(db: EntityManager, { programme, ...form }: AlertForm): Promise<AlertWish> {
    const found = programme === null ? null : await db.findOneBy(Programme, { slug: programme });
    if (programme !== null && !found) throw new Invalid([{ field: 'programme', problem: 'Choose from the list.' }]);
    const { zone } = await this.centre.get();
    checkLastDay(form.currentUntil, zone, this.clock.now());
    return { ...form, programmeId: found?.id ?? null };
  }
}
