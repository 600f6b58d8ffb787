import { Clock, type Origin } from '../../clock.js';
import type { OpenDatabase } from './open-database.js';

/** The clock the service goes by on a database; unlike the service's own start, this writes nothing. */
export async function domainTime(database: OpenDatabase): Promise<Clock> {
  const [origin] = await database.rows<Origin>('clock_origin', 'select simulated, real, speed from clock_origin');
  return new Clock(origin);
}
