import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { Clock } from '../../clock.js';
import { periodFigures, type PeriodFigures } from '../../stats/period.js';
import type { Service } from '../serve.js';
import type { Screen } from './screen.js';
import { shortDay, tableHead, tableRow, total } from './table.js';

const WEEK = 7 * 24 * 3_600_000;

/**
 * Shows week by week what happened, while it happens.
 * @param from the Monday of the first week
 * @param stopped ends it at once
 */
export async function showWeeks({ app }: Service, weeks: number, from: Date, screen: Screen, stopped: AbortSignal) {
  const clock = app.get(Clock);
  const dataSource = app.get(DataSource);
  const done: PeriodFigures[] = [];
  screen.say(...tableHead());
  for (let week = 1; week <= weeks; week++) {
    const [begins, ends] = [week - 1, week].map((number) => new Date(from.getTime() + number * WEEK)) as [Date, Date];
    const figures = () => periodFigures(dataSource, begins, ends);
    for (let left: number; (left = (ends.getTime() - clock.now().getTime()) / clock.speed) > 0;) {
      screen.now(tableRow(String(week), shortDay(clock.now()), await figures()));
      await sleep(Math.min(left, 500), undefined, { signal: stopped });
    }
    done.push(await figures());
    screen.say(tableRow(String(week), shortDay(begins), done.at(-1)!));
  }
  screen.say(tableRow('all', '', total(done)));
}
