import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A field as it stands; what is not text counts as missing. */
export const exact = z.string().optional().catch(undefined);

/** A field that is text or a number, without the blanks around it; anything else counts as missing. */
export const text = z
  .union([z.string(), z.number().transform(String)])
  .transform((value) => value.replaceAll('\0', '').trim().slice(0, 16_384) || undefined)
  .optional()
  .catch(undefined);

/** A field that is a list; anything else is an empty one. */
export const list = z.array(z.unknown()).catch([]);

/** Fields of an object, each of which may be missing: providers add, change and leave out. Never refuses. */
export const fields = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess(
    (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}),
    z.object(shape),
  );

/** One event, or a batch of them. */
export function events(payload: unknown): unknown[] {
  return Array.isArray(payload) ? payload : [payload];
}

/** A name for an event to which the provider gives none: the same for the same event. */
export function digest(event: unknown): string {
  return createHash('sha256').update(JSON.stringify(event)).digest('base64url');
}

/** A Message-ID with its brackets, which some providers leave out; undefined when it is none. */
export function messageId(value: string | undefined): string | undefined {
  const [, id] = /^<?([^\s<>@]{1,400}@[^\s<>@]{1,400})>?$/.exec(value ?? '') ?? [];
  return id && `<${id}>`;
}

/** An address in lower case, without a name beside it; undefined when it is none. */
export function address(value: string | undefined): string | undefined {
  const [, within] = /<([^<>]+)>$/.exec(value ?? '') ?? [];
  const plain = (within ?? value ?? '').trim().toLowerCase();
  return /^[^\s<>@]+@[^\s<>@]+$/.test(plain) ? plain : undefined;
}
