import { setTimeout as sleep } from 'node:timers/promises';

const GONE = /connection terminated|timeout exceeded|already released|not queryable/i;

/**
 * Whether an error says that the database cannot be reached for now, rather than that something is wrong with what was asked.
 * SQLSTATE classes 08 (connection), 53 (resources), 57P (shut down), the system's own codes, and what pg and TypeORM say
 * when a connection breaks between two statements.
 */
export function isAway(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return /^(08|53|57P|ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(code) || GONE.test(message);
}

/**
 * Does something on the database again and again while that is away, for some six seconds more once `stopping` is aborted.
 * @param work is told whether it has been tried before: what it did then may or may not have been kept
 * @param tell hears of each failure
 */
export async function outlast<T>(
  work: (again: boolean) => Promise<T>,
  stopping: AbortSignal,
  tell: (error: unknown) => void,
): Promise<T> {
  for (let pause = 100; ; pause = Math.min(pause * 2, 5000)) {
    try {
      return await work(pause > 100);
    } catch (error) {
      if (!isAway(error) || (stopping.aborted && pause > 3000)) throw error;
      tell(error);
      await sleep(pause);
    }
  }
}
