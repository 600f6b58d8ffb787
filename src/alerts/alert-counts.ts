import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AlertState } from './alert.entity.js';

/** How far an alert is. */
export interface AlertProgress {
  state: AlertState;
  /** those who got it, as far as anybody knows */
  sent: number;
  /** those it is still to go to, the ones not planned yet aside */
  waiting: number;
  /** the relay would not take it for them, or nobody knows whether it did, or it came back, or it was too late */
  refused: number;
  unconfirmed: number;
  bounced: number;
  expired: number;
  /** not sent after all */
  cancelled: number;
  /** whether anything is still to come */
  going: boolean;
}

/** Counts what became of an alert's deliveries. */
@Injectable()
export class AlertCounts {
  constructor(private readonly dataSource: DataSource) {}

  /** @param id of an alert that is there */
  async of(id: string): Promise<AlertProgress> {
    const [row] = await this.dataSource.query<[Omit<AlertProgress, 'going'>]>(PROGRESS, [id]);
    return { ...row, going: row.state === 'scheduled' || row.state === 'planning' || row.waiting > 0 };
  }
}

const PROGRESS = `
  select a.state, d.* from alert a, lateral (
    select count(*) filter (where state = 'sent')::int as sent,
      count(*) filter (where state in ('planned', 'deferred', 'sending'))::int as waiting,
      count(*) filter (where state = 'refused')::int as refused,
      count(*) filter (where state = 'unconfirmed')::int as unconfirmed,
      count(*) filter (where state = 'bounced')::int as bounced,
      count(*) filter (where state = 'expired')::int as expired,
      count(*) filter (where state = 'cancelled')::int as cancelled
    from delivery where kind = 'alert' and subject_id = a.id) d
  where a.id = $1`;
