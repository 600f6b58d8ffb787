import { z } from 'zod';
import { ways } from './lesson-preview.js';

/** What the form had before it: see `Seen`. */
export const seenForm = z.object({
  version: z.string().regex(/^\d{1,18}$/, { error: 'Load the page again.' }),
  revision: z.coerce.number({ error: 'Load the page again.' }).int().min(0).max(1_000_000),
});
export const wayForm = z.object({ as: z.enum(ways).catch('wide') });
export const addForm = z.object({
  title: z
    .string({ error: 'Give the lesson a title.' })
    .trim()
    .min(1, { error: 'Give the lesson a title.' })
    .max(120, { error: 'This is too long for a title.' }),
});
export const moveForm = z.object({
  to: z.coerce.number({ error: 'Give a place.' }).int({ error: 'Give a whole number.' }).min(1).max(99),
});
export const chooseForm = z.object({
  words: z.enum(['file', 'ours'], { error: 'Choose one of the two.' }),
  hash: z.string().regex(/^[0-9a-f]{32}$/, { error: 'Load the page again.' }),
});
export const fileForm = z.object({
  text: z.string({ error: 'Paste the words of a file.' }).min(1, { error: 'Paste the words of a file.' }),
});
