import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Conflict, NotFound } from '../errors.js';
import { Alert, type AlertState } from './alert.entity.js';
import { REACH } from './audience.sql.js';

/** What somebody writes. */
export type AlertWish = Pick<
  Alert,
  'title' | 'body' | 'action' | 'sector' | 'nation' | 'size' | 'programmeId' | 'currentUntil'
>;

/** Somebody who writes, approves or sends. */
export interface Author {
  id: string;
  address: string;
}

/** Alerts from the first word to the last delivery. Who may do what is for `staff` to know; changes work within the caller's transaction. */
@Injectable()
export class Alerts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  list(): Promise<Alert[]> {
    return this.dataSource.manager.find(Alert, { order: { id: 'DESC' }, take: 200 });
  }

  /** @throws NotFound */
  async find(id: string): Promise<Alert> {
    const found = /^\d{1,18}$/.test(id) ? await this.dataSource.manager.findOneBy(Alert, { id }) : null;
    if (!found) throw new NotFound('no such alert');
    return found;
  }

  /** How many people it reaches if it goes now. */
  async reach({ sector, nation, size, programmeId }: Alert): Promise<number> {
    const [{ people }] = await this.dataSource.query<[{ people: number }]>(REACH, [sector, nation, size, programmeId]);
    return people;
  }

  /** @returns its id */
  async write(db: EntityManager, wish: AlertWish, author: Author): Promise<string> {
    const written = { writtenBy: author.id, writer: author.address, changedAt: this.clock.now() };
    return (await db.save(db.create(Alert, { ...wish, ...written }))).id;
  }

  /** Whoever approved it approved something else. */
  async change(db: EntityManager, alert: Alert, wish: AlertWish, author: Author): Promise<void> {
    await db.update(
      Alert,
      { id: alert.id },
      {
        ...wish,
        version: alert.version + 1,
        writtenBy: author.id,
        writer: author.address,
        changedAt: this.clock.now(),
        approvedBy: null,
        approver: null,
        approvedAt: null,
      },
    );
  }

  async approve(db: EntityManager, alert: Alert, { id, address }: Author): Promise<void> {
    await db.update(Alert, { id: alert.id }, { approvedBy: id, approver: address, approvedAt: this.clock.now() });
  }

  /** The next tick from then on sends it. */
  async schedule(db: EntityManager, alert: Alert, sendAt: Date): Promise<void> {
    await db.update(Alert, { id: alert.id }, { state: 'scheduled', sendAt });
  }

  /** One that waits for its time may be changed again. */
  async recall(db: EntityManager, alert: Alert): Promise<void> {
    await db.update(Alert, { id: alert.id }, { state: 'draft', sendAt: null });
  }

  /** No more of it goes; what the relay was given is beyond us. @returns how many had gone */
  async stop(db: EntityManager, alert: Alert): Promise<number> {
    await db.update(Alert, { id: alert.id }, { state: 'stopped', stoppedAt: this.clock.now() });
    await db.query(CANCEL, [alert.id]);
    const [{ gone }] = await db.query<[{ gone: number }]>(GONE, [alert.id]);
    return gone;
  }

  async discard(db: EntityManager, alert: Alert): Promise<void> {
    await db.delete(Alert, { id: alert.id });
  }

  /**
   * The alert, held until the transaction ends, if it may still be dealt with so.
   * @param version that which was read, where that matters
   * @throws NotFound; Conflict when it has gone on since the page was made
   */
  async hold(db: EntityManager, id: string, states: AlertState[], version?: number): Promise<Alert> {
    await this.find(id);
    const alert = await db.findOne(Alert, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!alert) throw new NotFound('no such alert');
    if (!states.includes(alert.state) || (version !== undefined && alert.version !== version))
      throw new Conflict('The alert has changed since you opened the page. Look at it again, and then decide.');
    return alert;
  }
}

const CANCEL = `
  update delivery set state = 'cancelled', batch_id = null
  where kind = 'alert' and subject_id = $1 and state in ('planned', 'deferred')`;

const GONE = `
  select count(*)::int as gone from delivery
  where kind = 'alert' and subject_id = $1 and state in ('sending', 'sent', 'unconfirmed', 'bounced')`;
