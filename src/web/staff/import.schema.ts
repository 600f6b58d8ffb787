import { z } from 'zod';

const text = z.preprocess((value) => (typeof value === 'string' ? value : ''), z.string());

/** What comes with an uploaded roster, or instead of one. */
export const uploadForm = z.object({ programme: text, text });

/** What stands in each column, in their order; '' leaves it out. */
export const columnsForm = z.object({
  columns: z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(z.string().max(20)).max(200)),
  header: z.preprocess((value) => value === 'yes', z.boolean()),
});

/** One person to be added. */
export const personForm = z.object({
  name: text,
  address: text.refine((value) => value.trim() !== '', { error: 'Give an e-mail address.' }),
  programme: text,
  weekday: text,
  time: text,
});
