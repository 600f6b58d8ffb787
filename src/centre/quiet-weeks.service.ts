import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Conflict, NotFound } from '../errors.js';
import { QuietWeek } from './quiet-week.entity.js';

/** Days without sending as somebody wishes them, `yyyy-mm-dd`, both included. */
export type QuietWish = Pick<QuietWeek, 'label' | 'firstDay' | 'lastDay'>;

/** More of them would make every tick slower, and no centre is closed so often. */
const MOST = 100;

/** The weeks without sending, such as Christmas. Whoever changes them also moves the slots and reminders in them. */
@Injectable()
export class QuietWeeks {
  constructor(private readonly dataSource: DataSource) {}

  /** All of them, the latest last. */
  list(): Promise<QuietWeek[]> {
    return this.dataSource.manager.find(QuietWeek, { order: { firstDay: 'ASC', id: 'ASC' } });
  }

  /** @throws Conflict when there are too many */
  async add(db: EntityManager, wish: QuietWish): Promise<void> {
    if ((await db.count(QuietWeek)) >= MOST) throw new Conflict('There are too many: take away old ones first.');
    await db.insert(QuietWeek, wish);
  }

  /** Takes one away. @returns what it was @throws NotFound */
  async remove(db: EntityManager, id: string): Promise<QuietWeek> {
    const found = await db.findOne(QuietWeek, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!found) throw new NotFound('no such week');
    await db.delete(QuietWeek, { id });
    return found;
  }
}
