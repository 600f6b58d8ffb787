import { z } from 'zod';
import { nations, sectors, sizes, type Term } from '../organisations/vocabulary.js';
import { markdownFaults } from '../programmes/markdown.js';
import { placeholderFault } from '../programmes/placeholders.js';

const oneOrAll = (terms: Term[]) =>
  z.preprocess(
    (value) => (value === '' || value === undefined ? null : value),
    z
      .string()
      .refine((value) => terms.some((term) => term.value === value), { error: 'Choose from the list.' })
      .nullable(),
  );

/** Text as a form sends it: no other line breaks than \n, no control characters, no blanks around it. */
const text = (most: number, missing: string) =>
  z
    .string({ error: missing })
    .transform((value) =>
      value
        .replace(/\r\n?/g, '\n')
        .replace(/[^\P{Cc}\n\t]/gu, '')
        .trim(),
    )
    .pipe(
      z
        .string()
        .min(1, { error: missing })
        .max(most, { error: `Keep it to ${most} characters.` }),
    );
const line = (most: number, missing: string) => text(most, missing).transform((value) => value.replace(/\s+/g, ' '));

/** What an alert is to say, and to whom. The programme is looked up by whoever keeps it. */
export const alertForm = z.object({
  title: line(100, 'Give it a title.').refine((value) => !/\{\{|\}\}/.test(value), {
    error: 'Leave out {{ }}: the title is also the subject of the mail.',
  }),
  body: text(5000, 'Write what is going round.').superRefine((value, context) => {
    for (const { line: number, problem } of markdownFaults(value))
      context.addIssue({ code: 'custom', message: `Line ${number}: ${problem}.` });
  }),
  action: line(300, 'Write the one thing to do.').superRefine((value, context) => {
    const fault = placeholderFault(value);
    if (fault) context.addIssue({ code: 'custom', message: `${fault}.` });
  }),
  sector: oneOrAll(sectors),
  nation: oneOrAll(nations),
  size: oneOrAll(sizes),
  programme: z.preprocess(
    (value) => (value === '' || value === undefined ? null : value),
    z.string({ error: 'Choose from the list.' }).max(100).nullable(),
  ),
  currentUntil: z.preprocess(
    (value) => (value === '' || value === undefined ? null : value),
    z.iso.date({ error: 'Give a day, or leave it open for two weeks.' }).nullable(),
  ),
});

/** The form, checked. */
export type AlertForm = z.output<typeof alertForm>;

const version = z.coerce.number({ error: 'Open the page anew.' }).int();

/** That which was read: an act is about it, and about no later one. */
export const versionForm = z.object({ version });

/** When it is to go: now, or at a wall time by the centre's clock. */
export const sendForm = z.object({
  version,
  when: z.enum(['now', 'later'], { error: 'Choose when it is to go.' }),
  at: z.string().max(30).optional(),
});
