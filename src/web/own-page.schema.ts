import { z } from 'zod';
import { personName } from '../members/sign-up.schema.js';

export const nameForm = z.object({ name: personName('your name') });
export const pauseForm = z.object({ until: z.iso.date({ error: 'Choose the day on which lessons begin again.' }) });
export const alertsForm = z.object({
  wanted: z.enum(['yes', 'no'], { error: 'Choose whether warnings come.' }).transform((wanted) => wanted === 'yes'),
});
export const enrolForm = z.object({ programme: z.string({ error: 'Choose a programme.' }).max(100) });
export const eraseForm = z.object({
  sure: z.literal('yes', { error: 'Tick the box first, so that nobody is erased by a slip.' }),
});
