import { z } from 'zod';
import { addressField, personName } from '../../members/sign-up.schema.js';

/** An address that staff sign in with; better-auth takes only plain ones. */
const staffAddress = addressField
  .transform(({ key }) => key)
  .pipe(z.email({ error: 'Give a plainer address, such as name@example.org.' }));

const nameOrNone = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() ? value : undefined),
  personName('a name').optional(),
);
const chosen = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.string().regex(/^\d{1,18}$/, { error: 'Choose organisations from the list.' })).max(500),
);
const role = z.enum(['admin', 'coordinator'], { error: 'Choose a role.' });

export const askForm = z.object({ address: staffAddress });
export const codeForm = z.object({
  code: z
    .string({ error: 'Type the code from the mail.' })
    .trim()
    .min(1, { error: 'Type the code from the mail.' })
    .max(100, { error: 'This is too long for a code.' }),
});
export const ownNameForm = z.object({ name: personName('your name') });
export const digestForm = z.object({
  digest: z
    .literal('yes')
    .optional()
    .transform((ticked) => ticked === 'yes'),
});
export const passkeyForm = z.object({
  response: z.record(z.string(), z.unknown()),
  name: nameOrNone.default('Passkey'),
});
export const entryForm = z.object({ response: z.record(z.string(), z.unknown()) });
export const inviteForm = z.object({
  address: staffAddress,
  name: nameOrNone.default(''),
  role,
  organisations: chosen,
});
export const accountForm = inviteForm.omit({ address: true });
export const coordinatorForm = z.object({ address: staffAddress, name: nameOrNone.default('') });
