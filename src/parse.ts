import type { z } from 'zod';
import { Invalid } from './errors.js';

/**
 * Checks what came from outside; unknown fields are left out.
 * @throws Invalid with every field that is wrong
 */
export function parse<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  throw new Invalid(result.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message })));
}
