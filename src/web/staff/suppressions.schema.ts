import { z } from 'zod';
import type { SuppressionPlace } from '../../staff/suppression-care.service.js';
import { addressField } from '../../members/sign-up.schema.js';

/** Reasons there are. */
export const reasons = ['unsubscribed', 'bounced', 'complained', 'erased', 'staff'] as const;

const why = z
  .string({ error: 'Say why: it is kept.' })
  .transform((text) => text.replace(/[\p{C}\s]+/gu, ' ').trim())
  .pipe(z.string().min(3, { error: 'Say why: it is kept.' }).max(300, { error: 'Keep it to 300 characters.' }));

export const findForm = z.object({ find: addressField });
export const addForm = z.object({ address: addressField, why });
export const liftForm = z.object({
  reason: z.enum(reasons, { error: 'Choose what to lift.' }),
  why,
  asked: z.preprocess((value) => value !== undefined && value !== '', z.boolean()),
});

/** The reason that a list is of. */
export function reasonIn(query: unknown): (typeof reasons)[number] | undefined {
  return reasons.find((reason) => reason === query);
}

/** Where a list goes on. */
export function placeIn(query: unknown): SuppressionPlace | undefined {
  const [, since, mark, word] = (typeof query === 'string' && /^(\d{1,15})-([0-9a-f]{64})-(\w+)$/.exec(query)) || [];
  const reason = reasonIn(word);
  return mark && reason ? { since: new Date(Number(since)), mark, reason } : undefined;
}

/** The same the other way round. */
export function placeOf({ since, mark, reason }: SuppressionPlace): string {
  return `${since.getTime()}-${mark}-${reason}`;
}
