import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';
import { alertText, type AlertText } from './alert-text.js';

/** Days for which the public page shows an alert that does not say how long. */
const DAYS = 14;

/** An alert as everybody may read it. */
export interface PublicAlert extends AlertText {
  id: string;
  startedAt: Date;
  /** whether it was taken back while it went */
  stopped: boolean;
  current: boolean;
}

/** Alerts that have gone, for everybody to read. */
@Injectable()
export class CurrentAlerts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly views: CentreViews,
  ) {}

  /** Those that still hold, newest first. */
  async list(): Promise<PublicAlert[]> {
    const rows = await this.dataSource.query<Row[]>(
      `${GONE} and ${CURRENT} order by started_at desc, a.id desc limit 5`,
      [this.clock.now(), DAYS],
    );
    const view = await this.views.of(null);
    return rows.map((row) => ({ ...row, ...alertText(row, view) }));
  }

  /** One that has gone, however long ago. @throws NotFound */
  async one(id: string): Promise<PublicAlert> {
    if (!/^\d{1,18}$/.test(id)) throw new NotFound('no such alert');
    const [row] = await this.dataSource.query<Row[]>(`${GONE} and a.id = $3`, [this.clock.now(), DAYS, id]);
    if (!row) throw new NotFound('no such alert');
    return { ...row, ...alertText(row, await this.views.of(null)) };
  }
}

interface Row {
  id: string;
  title: string;
  body: string;
  action: string;
  startedAt: Date;
  stopped: boolean;
  current: boolean;
}

/** To the end of its last day by the centre's calendar. Parameters: now, days. */
const CURRENT = `
  (a.state <> 'stopped' and coalesce((a.current_until + 1)::timestamp at time zone c.zone, a.started_at + make_interval(days => $2)) > $1)`;

const GONE = `
  select a.id, a.title, a.body, a.action, a.started_at as "startedAt", a.state = 'stopped' as stopped, ${CURRENT} as current
  from alert a, centre c where a.started_at <= $1`;
