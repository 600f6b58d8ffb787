import { z } from 'zod';
import { cadenceForm } from '../members/cadence.schema.js';
import { personName } from '../members/sign-up.schema.js';
import { nations, sectors, sizes, type Term } from '../organisations/vocabulary.js';

const ticked = z.preprocess((value) => value !== undefined && value !== '', z.boolean());
const unsaid = (terms: Term[], error: string) =>
  z.preprocess(
    (value) => value || null,
    z
      .string({ error })
      .nullable()
      .refine((value) => value === null || terms.some((term) => term.value === value), { error }),
  );
const noSlot = { weekday: null, time: null, zone: null };

/** What is known of an organisation, as staff fill it in; sector, size and nation may be left open. */
export const organisationForm = z
  .object({
    name: personName('the name of the organisation'),
    sector: unsaid(sectors, 'Choose from the list, or leave it open.'),
    size: unsaid(sizes, 'Choose from the list, or leave it open.'),
    nation: unsaid(nations, 'Choose from the list, or leave it open.'),
    emergingTechnology: ticked,
    /** how people whom its coordinators enrol start */
    joining: z.enum(['invite', 'notice'], { error: 'Choose how its people start.' }).default('invite'),
    /** whether its people start at a slot of their own, rather than the centre's */
    ownSlot: ticked,
    weekday: z.unknown().optional(),
    time: z.unknown().optional(),
    zone: z.unknown().optional(),
  })
  .transform(({ ownSlot, weekday, time, zone, ...rest }, context) => {
    if (!ownSlot) return { ...rest, ...noSlot };
    const slot = cadenceForm.safeParse({ weekday, time, zone });
    if (slot.success) return { ...rest, ...slot.data };
    for (const { path, message } of slot.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });

/** An organisation's form, checked. */
export type OrganisationForm = z.output<typeof organisationForm>;
