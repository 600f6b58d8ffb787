import { setTimeout as pause } from 'node:timers/promises';

/** Waits for something to be so; the test's own time limit ends the waiting. Answers what was found. */
export async function until<T>(found: () => Promise<T | false | undefined> | T | false | undefined): Promise<T> {
  for (;;) {
    const result = await found();
    if (result) return result;
    await pause(10);
  }
}
