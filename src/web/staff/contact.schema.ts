import { z } from 'zod';
import type { ContactPart } from '../../centre/contact-lines.js';
import { personName } from '../../members/sign-up.schema.js';
import { nations } from '../../organisations/vocabulary.js';
import { httpsLink, orNull, plainAddress } from './centre.schema.js';

/** A number as people dial it: short ones such as 159, and up to fifteen digits (ITU-T E.164, 6.1). */
const phone = z
  .string()
  .trim()
  .regex(/^\+?[\d ()-]+$/, { error: 'Give the digits of a telephone number.' })
  .refine((text) => /^\d{3,15}$/.test(text.replace(/\D/g, '')), { error: 'A telephone number has 3 to 15 digits.' });

const missing: Record<ContactPart, string> = {
  phone: 'Lessons name this number: give it.',
  url: 'Lessons name this page: give its address.',
  address: 'Lessons name this address: give it.',
};

/** Somebody to turn to. @param needs what may not be left empty */
export const contactForm = (needs: ContactPart[]) =>
  z
    .object({
      name: personName('the name'),
      phone: orNull(phone),
      url: orNull(httpsLink),
      address: orNull(plainAddress),
      note: orNull(personName('the note')),
    })
    .superRefine((contact, context) => {
      for (const part of needs)
        if (contact[part] === null) context.addIssue({ code: 'custom', path: [part], message: missing[part] });
    });

/** A nation's own line of a contact. */
export const nationForm = z.object({
  key: z.string({ error: 'Choose a contact.' }).regex(/^\w{1,30}$/, { error: 'Choose a contact.' }),
  nation: z
    .string({ error: 'Choose a nation.' })
    .refine((nation) => nations.some(({ value }) => value === nation), { error: 'Choose a nation.' }),
});
