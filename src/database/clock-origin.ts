import type { DataSource } from 'typeorm';
import { Clock, type Origin } from '../clock.js';
import type { Config } from '../config.js';
import { Conflict } from '../errors.js';

/**
 * The clock of everything that works on a database. The first process that was told a time writes its origin down;
 * all others, and a restart, go by that.
 * @throws Conflict in production, where a database with a simulated time has no business
 */
export async function openClock(config: Config, dataSource: DataSource): Promise<Clock> {
  if (config.clock)
    await keepOrigin(dataSource, { simulated: config.clock.from, real: new Date(), speed: config.clock.speed });
  const [origin] = await dataSource.query<[Origin?]>('select simulated, real, speed from clock_origin');
  if (origin && config.production)
    throw new Conflict('this database runs on a simulated time; production needs one that never did');
  return new Clock(origin);
}

/** Sets the clock to another origin, for this process and all that start later. */
export async function setClock(clock: Clock, dataSource: DataSource, origin: Origin): Promise<void> {
  await dataSource.query('delete from clock_origin');
  await keepOrigin(dataSource, origin);
  clock.set(origin);
}

async function keepOrigin(dataSource: DataSource, { simulated, real, speed }: Origin): Promise<void> {
  await dataSource.query(
    'insert into clock_origin (simulated, real, speed) values ($1, $2, $3) on conflict do nothing',
    [simulated, real, speed],
  );
}
