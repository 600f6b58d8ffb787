import { z } from 'zod';
import { nations, sectors, sizes, type Term } from '../organisations/vocabulary.js';
import { parseAddress } from './address.js';
import { cadenceFields } from './cadence.schema.js';
import { isLinkLike } from './link-like.js';

const oneOf = (terms: Term[], error: string) =>
  z.string({ error }).refine((value) => terms.some((term) => term.value === value), { error });

/** A name as people write it: one line, no addresses or links, which would turn our mail into somebody else's. */
export const personName = (what: string, most = 200) =>
  z
    .string({ error: `Give ${what}.` })
    .transform((value) => value.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim())
    .pipe(
      z
        .string()
        .min(1, { error: `Give ${what}.` })
        .max(most, { error: `Keep it to ${most} characters.` })
        .refine((value) => !/[@<>]/.test(value) && !isLinkLike(value), { error: 'Leave out addresses and links.' }),
    );

/** An address somebody types; parsed to what we send to and what it is known by. */
export const addressField = z.string({ error: 'Give an e-mail address.' }).transform((value, context) => {
  const parsed = parseAddress(value);
  if (!('problem' in parsed)) return parsed;
  context.addIssue({ code: 'custom', message: `This address ${parsed.problem}.` });
  return z.NEVER;
});

/** The sign-up form. */
export const signUpForm = z.object({
  name: personName('your name'),
  address: addressField,
  organisation: personName('the name of your organisation'),
  sector: oneOf(sectors, 'Choose what your organisation does.'),
  size: oneOf(sizes, 'Choose how many people work there.'),
  nation: oneOf(nations, 'Choose where your organisation is.'),
  emergingTechnology: z.preprocess((value) => value !== undefined && value !== '', z.boolean()),
  ...cadenceFields,
  accepted: z.literal('yes', { error: 'Please accept the terms, or ask somebody who may.' }),
});

/** A sign-up form, checked. */
export type SignUpForm = z.output<typeof signUpForm>;
