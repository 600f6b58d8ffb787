import { z } from 'zod';

const index = z.coerce.number().int().min(0).max(99);
const listOf = (value: unknown) => (Array.isArray(value) ? value : [value]);

/** What may follow the address of a lesson's page; anything else is as if it were not there. */
export const lessonQuery = z.object({
  choice: index.optional().catch(undefined),
  again: z.string().max(200).optional().catch(undefined),
  said: z.string().max(20).optional().catch(undefined),
});

/** Choices by the question's field; a question without a choice is left for later. */
export const answersForm = z
  .record(z.string().max(200), z.preprocess(listOf, z.array(index).min(1).max(20)))
  .refine((answers) => Object.keys(answers).length > 0, { error: 'Pick an answer first, then check it.' });

/** What became of a lesson's action. */
export const outcomeForm = z.discriminatedUnion(
  'outcome',
  [
    z.object({ outcome: z.enum(['done', 'not-for-us']), remindOn: z.undefined().catch(undefined) }),
    z.object({
      outcome: z.literal('later'),
      remindOn: z.iso.date({ error: 'Choose the day on which we should remind you.' }),
    }),
  ],
  { error: 'Choose what became of the action.' },
);
