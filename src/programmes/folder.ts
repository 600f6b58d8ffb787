import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the lesson files are that come with the service, whether this runs built or not. */
export const programmesFolder = [1, 2, 3]
  .map((up) => join(import.meta.dirname, ...Array<string>(up).fill('..'), 'templates/programmes'))
  .find((path) => existsSync(path))!;
